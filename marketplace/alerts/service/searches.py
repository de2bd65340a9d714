"""The verbs of saved searches: save, rename, change how often, delete, send a test."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, func, select

from marketplace.alerts.errors import TooManyKept
from marketplace.alerts.models import Match, SavedSearch, Watch
from marketplace.alerts.policy import ALERT
from marketplace.alerts.queries import questions
from marketplace.core import limits
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.policy import Actor
from marketplace.core.unit import session

MOST = 200  # saved searches of one person, and as many watches


def get(actor: Actor, public_id: str, action: str = "view") -> SavedSearch:
    """One of the actor's own saved searches. Raises NotFound."""
    row = session().scalar(select(SavedSearch).where(SavedSearch.public_id == public_id))
    if row is None:
        raise NotFound()
    ALERT.check(actor, action, row)
    return row


def save(
    actor: Actor, *, pairs: Iterable[tuple[str, str]], name: str | None, frequency: str, was_told: bool = False
) -> SavedSearch:
    """Keep the question of a results page; one that is kept already gets the new name and frequency.

    Without a name it is called by its words. `was_told` says that the actor has read which words do not count.
    Raises TooManyKept, or Invalid for a question that is too long or holds what would not be asked.
    """
    asked = questions.read(pairs, strict=not was_told)
    if refused := asked.lost if was_told else asked.notices:
        raise Invalid(fields={"query": [questions.sentence(notice, refused=True) for notice in refused]})
    query, name = asked.query, name or asked.name
    mine = select(SavedSearch).where(SavedSearch.user_id == actor.user_id)
    if row := known(actor, query):
        row.name = name
        set_frequency(row, frequency)
        return row
    if (session().scalar(select(func.count()).select_from(mine.subquery())) or 0) >= MOST:
        raise TooManyKept(MOST)
    row = SavedSearch(user_id=actor.user_id, query=query, name=name, frequency=frequency)
    session().add(row)
    session().flush()
    return row


def known(actor: Actor, query: str) -> SavedSearch | None:
    """The saved search by which the actor keeps this question already."""
    own = select(SavedSearch).where(SavedSearch.user_id == actor.user_id, SavedSearch.query == query)
    return session().scalar(own)


def edit(actor: Actor, *, public_id: str, name: str | None = None, frequency: str | None = None) -> SavedSearch:
    """Rename it or change how often it speaks; muting forgets what was not sent yet. Raises NotFound."""
    row = get(actor, public_id, "edit")
    row.name = name or row.name
    set_frequency(row, frequency or row.frequency)
    return row


def set_frequency(row: SavedSearch | Watch, frequency: str) -> None:
    """Muted means not run: what waits would be old news when the sound comes back."""
    row.frequency = frequency
    if frequency == "muted":
        source = Match.search_id if isinstance(row, SavedSearch) else Match.watch_id
        session().execute(delete(Match).where(source == row.id, Match.delivery_id.is_(None)))


def remove(actor: Actor, *, public_id: str) -> None:
    """Delete a saved search with its matches; the log of what was sent stays. Raises NotFound."""
    session().delete(get(actor, public_id, "delete"))


def allow_test(actor: Actor, public_id: str) -> SavedSearch:
    """The saved search a test is sent for; five tests an hour are enough. Raises NotFound or TooMany."""
    row = get(actor, public_id, "test")
    limits.hit("alerts.test", str(actor.user_id), times=5, seconds=3600)
    return row
