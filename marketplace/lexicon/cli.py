"""Commands: load the packaged words, list, add and retire words."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import with_appcontext

from marketplace.core import unit
from marketplace.core.commands import Commands
from marketplace.core.policy import SYSTEM
from marketplace.lexicon import queries, service
from marketplace.lexicon.errors import UnknownWord
from marketplace.lexicon.schemas import SECTION_NAMES, schema_of

group = Commands("lexicon", help="The words of the domain: synonyms, dictionary words, stop terms, translations.")
SECTION = click.Choice(SECTION_NAMES)


@group.command("load")
@with_appcontext
def load_command() -> None:
    """Bring the lexicon to what the package says; repeatable, edits of staff stay."""
    with unit.unit():
        report = service.load(SYSTEM)
    kinds = ("created", "changed", "retired", "unchanged", "kept")
    click.echo("lexicon: " + ", ".join(f"{getattr(report, kind).total()} {kind}" for kind in kinds))


@group.command("list")
@click.argument("section", type=SECTION)
@click.option("--q", default="", help="Only entries that contain this.")
@click.option("--retired", is_flag=True, help="Entries that are out of use.")
@with_appcontext
def list_command(section: str, q: str, retired: bool) -> None:
    """Print the first hundred entries of a section."""
    with unit.unit():
        page = queries.entries(SYSTEM, section, q=q, retired=retired, size=100)
    for entry in page.items:
        click.echo(f"{entry.public_id}  " + " | ".join(f"{name} {value}" for name, value in entry.values.items()))
    click.echo(f"{len(page.items)} of {page.total}")


@group.command("add")
@click.argument("section", type=SECTION)
@click.argument("values", nargs=-1, required=True)
@with_appcontext
def add_command(section: str, values: tuple[str, ...]) -> None:
    """Add an entry from name=value pairs, for example: add synonyms group=heat term=废热 kind=equal source=staff."""
    pairs = dict(value.partition("=")[::2] for value in values)
    loaded: dict[str, Any] = schema_of(section)(exclude=("version",)).load(pairs)
    with unit.unit():
        entry = service.add(SYSTEM, section=section, **loaded)
    click.echo(f"{entry.public_id} {entry.name}")


@group.command("retire")
@click.argument("section", type=SECTION)
@click.argument("public_id")
@click.option("--reason", default=None)
@with_appcontext
def retire_command(section: str, public_id: str, reason: str | None) -> None:
    """Take an entry out of use."""
    with unit.unit():
        try:
            entry = service.retire(SYSTEM, section=section, public_id=public_id, reason=reason)
        except UnknownWord as error:
            told = f"No entry of {section} has the id {public_id}; `flask lexicon list {section}` shows them."
            raise click.ClickException(told) from error
    click.echo(f"{entry.public_id} {entry.name} is out of use")
