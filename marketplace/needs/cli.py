"""Operators' commands of needs."""

from __future__ import annotations

import click

from marketplace.core.commands import Commands
from marketplace.core.policy import SYSTEM
from marketplace.core.unit import unit
from marketplace.needs import queries, service

group = Commands("needs", help="Technology needs.")


@group.command("list")
@click.option("--field", default=None, help="code of a technology field")
def list_open(field: str | None) -> None:
    """List open needs."""
    with unit():
        for row in queries.browse(SYSTEM, field=field, size=200).items:
            click.echo(f"{row.public_id}  {row.state:10} {row.title.pick('zh')}")


@group.command("expire")
def expire() -> None:
    """Expire needs whose day has passed (the worker does it every hour)."""
    with unit():
        click.echo(f"{service.expire_due()} needs expired")
