"""The basic mode: fields, numbers and titles from PostgreSQL, newest first, within what is left of a second."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError

from marketplace.accounts import queries as accounts
from marketplace.core.policy import Actor
from marketplace.discovery.queries.patience import at_most
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs
from search import Query

log = logging.getLogger("marketplace.discovery")
WHOLE = 1_000  # milliseconds a reader waits in all
LEAST = 150  # milliseconds the database gets in any case
UNASKED = 800  # milliseconds when the engine was not even asked


@dataclass(frozen=True)
class Titles:
    """Names of records, newest first. `words_left_out` when the titles could not be read in time: filters only."""

    names: Sequence[str]
    words_left_out: bool = False


def milliseconds_left(spent: float, reason: str) -> int:
    """How long the database may take after the engine cost so many seconds; `reason` is that of the failure."""
    return UNASKED if reason == "breaker_open" else max(LEAST, WHOLE - round(spent * 1000))


def titles(actor: Actor, query: Query, milliseconds: int) -> Titles:
    """What the basic mode finds within the time; without the words when they take longer than that."""
    words = " ".join(clause.text for clause in query.text.clauses if not clause.negated)
    try:
        with at_most(milliseconds):
            return Titles(_names(actor, query, words))
    except OperationalError as error:
        log.warning("titles were not read in time", extra={"reason": str(error.orig)})
    return Titles(_names(actor, query, ""), words_left_out=bool(words))


def _names(actor: Actor, query: Query, words: str) -> list[str]:
    kind = (query.kinds or ("listing",))[0]
    if kind == "listing":
        fields = [str(value).split("/")[0] for value in query.values("field")]
        return [f"listing:{name}" for name in listings.basic(words=words, fields=fields, limit=query.size)]
    if kind == "need":
        found = needs.summaries(needs.titles_like(words, query.size), actor)
        return [f"need:{row.public_id}" for row in found.values()]
    page = accounts.organisations(text=words or None, size=query.size)
    return [f"organisation:{card.public_id}" for card in page.items]
