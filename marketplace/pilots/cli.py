"""Operators' commands of pilots."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from marketplace.core.unit import unit
from marketplace.pilots import queries

group = AppGroup("pilots", help="Pilot platforms and projects.")


@group.command("count")
def count() -> None:
    """Number of projects by state."""
    with unit():
        for state, number in sorted(queries.count_by_state().items()):
            click.echo(f"{state:16} {number}")
