"""Operators' commands of listings."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from marketplace.core.commands import Commands
from marketplace.core.errors import Invalid
from marketplace.core.policy import SYSTEM
from marketplace.core.unit import discard, unit
from marketplace.listings import service

group = Commands("listings", help="Results and patents on offer.")


@group.command("load")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(path: Path) -> None:
    """Load reviewed records from a JSON-lines file (also .gz): all rows or none."""
    with unit():
        try:
            loaded = service.load_published(SYSTEM, _rows(path))
        except Invalid as error:
            discard()
            for name, texts in error.fields.items():
                click.echo(f"{name}: {' '.join(map(str, texts))}", err=True)
            sys.exit(1)
    click.echo(f"{loaded.count} listings loaded")


@group.command("expire")
def expire() -> None:
    """Expire and remind now (the worker does it every night)."""
    with unit():
        click.echo(f"{service.expire_due()} listings expired, {service.remind_due()} reminded")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of the file, one at a time."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            if line.strip():
                yield json.loads(line)
