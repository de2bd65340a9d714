"""Commands: load the vocabulary, show a list of it."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from marketplace.core import unit
from marketplace.core.commands import Commands
from marketplace.core.policy import SYSTEM
from marketplace.taxonomy import queries, service
from marketplace.taxonomy.errors import UnknownList

group = Commands("taxonomy", help="The shared vocabulary: fields, code lists, rule parameters.")


@group.command("load")
@click.option("--quiet", is_flag=True, help="Print only the summary line.")
@with_appcontext
def load_command(quiet: bool) -> None:
    """Bring the vocabulary to what the data files say; repeatable."""
    with unit.unit():
        report = service.load(SYSTEM)
    kinds = ("created", "changed", "unchanged", "retired", "kept")
    if not quiet:
        for table in report.tables:
            counts = ", ".join(f"{getattr(report, k)[table]} {k}" for k in kinds if getattr(report, k)[table])
            click.echo(f"{table:20} {counts}")
    click.echo("taxonomy: " + ", ".join(f"{getattr(report, k).total()} {k}" for k in kinds))


@group.command("show")
@click.argument("name", required=False)
@with_appcontext
def show_command(name: str | None) -> None:
    """Print the entries of a list in both languages, or the names of all lists."""
    with unit.unit():
        if name is None:
            click.echo("\n".join(queries.list_names()))
            return
        try:
            for term in queries.codes(name, retired=True):
                mark = "  (retired)" if term.retired else ""
                click.echo(f"{term.code:32} {term.label.zh} | {term.label.en}{mark}")
        except UnknownList as error:
            raise click.ClickException(f"there is no list {name!r}; run `flask taxonomy show` for the names") from error
