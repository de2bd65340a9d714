"""Operators' commands of discovery."""

from __future__ import annotations

import click

from marketplace.core import indexing
from marketplace.core.cli import search
from marketplace.core.commands import Commands
from marketplace.core.errors import NotFound
from marketplace.core.explaining import READERS
from marketplace.core.policy import SYSTEM
from marketplace.core.unit import unit
from marketplace.discovery import service
from marketplace.discovery.models.collections import KINDS
from marketplace.discovery.queries import verdict
from marketplace.discovery.service import suggestions

group = Commands("discovery", help="What the search pages offer around the results.")


@group.command("suggestions")
def build_suggestions() -> None:
    """Build what the search box suggests now (the worker does it every night)."""
    with unit():
        count = suggestions.rebuild()
    click.echo(f"{count} suggestions built")


def _nothing(kind: str, public_id: str) -> str:
    """What was looked for in vain, and how records are named."""
    missed = f"no {kind} with the id {public_id}" if kind in KINDS else f"no kind {kind}"
    return (
        f"There is {missed}. RECORD is listing:ID, need:ID or organisation:ID; the ID ends the address of the "
        "record's page. `flask needs list` lists open needs, and a search on the site listings and organisations."
    )


@search.command("explain", context_settings={"ignore_unknown_options": True})  # a question may begin with a dash
@click.argument("record")
@click.argument("question", default="")
@click.option("--reader", type=click.Choice(list(READERS)), default="public", show_default=True, help="who asks")
def explain(record: str, question: str, reader: str) -> None:
    """Why QUESTION finds RECORD (listing:7F3K…, need:…, organisation:…; without a kind a listing) or not."""
    named, _colon, public_id = record.rpartition(":")
    kind = named or "listing"
    with unit():
        try:
            told = service.explain(
                SYSTEM, kind=kind, public_id=public_id, pairs=[("q", question)], reader=reader
            ).explained  # fmt: skip
        except NotFound as error:
            raise click.ClickException(_nothing(kind, public_id)) from error
        for sentence in verdict.verdict(told, indexing.declared()):
            click.echo(sentence)
        if told.queued.reason:
            click.echo(told.queued.reason)
        if told.account is None:
            click.echo("`flask doctor` says how to mend it.")
            return
        click.echo(f"normalised   {told.account.normalised}")
        for term, others in verdict.expansions(told.account):
            click.echo(f"also         {term}: {others}")
        for wanted in told.account.wanted:
            click.echo(f"{'has' if wanted.matched else 'lacks':12} {wanted.text}")
        for part in verdict.parts(told.account, indexing.declared()):
            points = "–" if part.points is None else f"{part.points:.2f}"
            click.echo(f"{points:>8} points  {part.field} · {part.form} · {part.text} (in {part.documents} documents)")
