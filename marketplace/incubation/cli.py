"""Operators' commands of incubation."""

from __future__ import annotations

import click

from marketplace.core.commands import Commands
from marketplace.core.unit import unit
from marketplace.incubation import queries

group = Commands("incubation", help="Incubators and incubation cases.")


@group.command("count")
def count() -> None:
    """Number of cases by state."""
    with unit():
        for state, number in sorted(queries.count_by_state().items()):
            click.echo(f"{state:20} {number}")
