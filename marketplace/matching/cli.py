"""Operators' commands of matching: count the terms, and explain one pair."""

from __future__ import annotations

import sys

import click

from marketplace.core.commands import Commands
from marketplace.core.errors import NotFound
from marketplace.core.policy import SYSTEM
from marketplace.core.unit import unit
from marketplace.matching import queries, service
from search import SearchUnavailable

group = Commands("matching", help="Needs and listings brought together.")


@group.command("recount")
def recount() -> None:
    """Count in how many records each term stands (the worker does it every night)."""
    with unit():
        counted = service.recount()
    click.echo(f"{counted.records} records counted, {counted.terms} terms stand in more than one")


@group.command("explain")
@click.argument("listing")
@click.argument("need")
def explain(listing: str, need: str) -> None:
    """Say how well LISTING and NEED fit (public ids): points, reasons, and why the score is not higher."""
    with unit():
        try:
            found = queries.explain(SYSTEM, listing, need)
        except NotFound:
            sys.exit("no such listing or need")
        except SearchUnavailable as error:
            sys.exit(f"the index that cuts the texts does not answer: {error}")
    click.echo(f"score {found.percent} of 100, {'a match' if found.is_listed else 'not listed as a match'}")
    for sentence in found.unmet:
        click.echo(f"no match because: {sentence}")
    for line in found.lines:
        click.echo(f"{line.points:5.1f} of {line.most:4.1f}  {line.title}")
        for mark, sentence in (("+", line.reason), ("-", line.shortfall)):
            if sentence:
                click.echo(f"               {mark} {sentence}")
