"""Operators' commands of discovery."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from marketplace.core.unit import unit
from marketplace.discovery.service import suggestions

group = AppGroup("discovery", help="What the search pages offer around the results.")


@group.command("suggestions")
def build_suggestions() -> None:
    """Build what the search box suggests now (the worker does it every night)."""
    with unit():
        count = suggestions.rebuild()
    click.echo(f"{count} suggestions built")
