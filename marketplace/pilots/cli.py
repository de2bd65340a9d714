"""Operators' commands of pilots."""

from __future__ import annotations

import click

from marketplace.core.commands import Commands
from marketplace.core.unit import unit
from marketplace.pilots import queries

group = Commands("pilots", help="Pilot platforms and projects.")


@group.command("count")
def count() -> None:
    """Number of projects by state."""
    with unit():
        for state, number in sorted(queries.count_by_state().items()):
            click.echo(f"{state:16} {number}")
