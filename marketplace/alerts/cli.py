"""Operators' commands of alerts: run, state, test."""

from __future__ import annotations

import click

from marketplace.alerts import queries, service
from marketplace.core.commands import Commands
from marketplace.core.unit import unit

group = Commands("alerts", help="Saved searches, watches and their messages.")


@group.command("run")
def run() -> None:
    """Evaluate what changed in the index and send what is due (the worker does it all the time)."""
    more = True
    while more:
        with unit():
            done = service.evaluate()
        more = done.more
        click.echo(f"{done.changes} changes, {done.searches} saved searches asked, {done.matches} matches")
    with unit():
        click.echo(f"{service.deliver_due()} messages sent")


@group.command("status")
def status() -> None:
    """How far evaluation came, and what waits to be sent."""
    with unit():
        for name, value in vars(queries.status()).items():
            click.echo(f"{name:12} {value if value is not None else '-'}")


@group.command("test")
@click.argument("saved_search")
def test(saved_search: str) -> None:
    """Send the owner of SAVED_SEARCH (its public id) a test message."""
    with unit():
        click.echo(f"sent to {service.send_test_to_owner(saved_search)}")
