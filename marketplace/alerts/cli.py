"""Operators' commands of alerts: run, state, test."""

from __future__ import annotations

import click
from sqlalchemy import func, select

from marketplace.accounts.models import User
from marketplace.alerts import queries, service
from marketplace.alerts.models import SavedSearch
from marketplace.core.commands import Commands
from marketplace.core.errors import NotFound
from marketplace.core.paging import paginate
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


@group.command("list")
@click.option("--owner", default=None, help="only those of this e-mail address")
def list_searches(owner: str | None) -> None:
    """The newest hundred saved searches: id, owner, how often it speaks, name."""
    query = select(SavedSearch, User.email).join(User, User.id == SavedSearch.user_id)
    if owner is not None:
        query = query.where(func.lower(User.email) == owner.lower())
    with unit():
        page = paginate(query.order_by(SavedSearch.id.desc()), 1, 100, tuple)
    for search, email in page.items:
        click.echo(f"{search.public_id}  {email:40} {search.frequency:10} {search.name}")
    click.echo(f"{len(page.items)} of {page.total}")


@group.command("test")
@click.argument("saved_search")
def test(saved_search: str) -> None:
    """Send the owner of SAVED_SEARCH (its public id) a test message."""
    with unit():
        try:
            address = service.send_test_to_owner(saved_search)
        except NotFound as error:
            told = f"No saved search has the id {saved_search}; `flask alerts list` shows them."
            raise click.ClickException(told) from error
        click.echo(f"sent to {address}")
