"""The basic mode: filters, numbers and titles from PostgreSQL, within what is left of a second."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy.exc import OperationalError

from marketplace.accounts import queries as accounts
from marketplace.core import basic_mode
from marketplace.core.filter_words import filter_label
from marketplace.core.i18n import _
from marketplace.discovery.queries.patience import at_most
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs
from search import Query
from search.filters import NEWEST
from search.index import Index
from search.query import ParsedText

log = logging.getLogger("marketplace.discovery")
KINDS = {columns.kind: columns for columns in (listings.COLUMNS, needs.COLUMNS, accounts.COLUMNS)}
WHOLE = 1_000  # milliseconds a reader waits in all
LEAST = 150  # milliseconds the database gets in any case
UNASKED = 800  # milliseconds when the engine was not even asked
AT_ONCE = 2  # questions of a process that the database reads through its records for
TURN = 0.15  # seconds a question waits for its turn

# A million titles keep a processor busy for as long as they may. An engine that was only overloaded would not get well
# beside as many such readings as there are readers.
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Waiting:
    """A part of the question that waits for the engine: its key in the URL, and the part in words."""

    param: str
    label: str


@dataclass(frozen=True)
class Titles:
    """Names of records in their order, and whether more follow.

    `words_left_out` when the titles could not be read in time; `waiting` is what else was not applied.
    """

    names: Sequence[str]
    more: bool
    words_left_out: bool
    waiting: Sequence[Waiting]


def milliseconds_left(spent: float, reason: str) -> int:
    """How long the database may take after the engine cost so many seconds; `reason` is that of the failure."""
    return UNASKED if reason == "breaker_open" else max(LEAST, WHOLE - round(spent * 1000))


def titles(query: Query, index: Index, milliseconds: int) -> Titles:
    """What the basic mode finds within the time; without order, then words, then filters, when they take longer."""
    if query.text.asks_nothing:
        return Titles((), more=False, words_left_out=False, waiting=())
    if not (query.text or query.filters or basic_mode.orders(_kinds(query), query, index)):
        return _titles(query, query, index)
    with _turn() as came:
        for asked, limit in _ever_less(query, index, milliseconds) if came else ():
            try:
                with at_most(limit):
                    return _titles(query, asked, index)
            except OperationalError as error:
                log.warning("titles were not read in time", extra={"reason": str(error.orig)})
    return _titles(query, replace(query, text=ParsedText(), filters=(), sort=""), index)


@contextmanager
def _turn() -> Iterator[bool]:
    """Whether this question's turn came in time."""
    came = _turns.acquire(timeout=TURN)
    try:
        yield came
    finally:
        if came:
            _turns.release()


def _ever_less(query: Query, index: Index, milliseconds: int) -> Iterator[tuple[Query, int]]:
    """Questions with the milliseconds each may take. Newest first there is an index for; other orders read all."""
    if basic_mode.orders(_kinds(query), query, index):
        yield query, max(LEAST, milliseconds - LEAST)
        query, milliseconds = replace(query, sort=""), LEAST
    yield query, milliseconds
    if query.text and query.filters:
        yield replace(query, text=ParsedText()), LEAST


def _kinds(query: Query) -> list[basic_mode.Columns]:
    return [KINDS[kind] for kind in query.kinds or ("listing",)]


def _titles(query: Query, asked: Query, index: Index) -> Titles:
    """The answer to what was asked in the end of the question."""
    found = basic_mode.names(_kinds(query), asked, index)
    return Titles(
        names=found[: query.size],
        more=len(found) > query.size,
        words_left_out=bool(query.text) and not asked.text,
        waiting=tuple(_waiting(query, asked, index)),
    )


def _waiting(query: Query, asked: Query, index: Index) -> Iterator[Waiting]:
    kinds = _kinds(query)
    filters, clauses = basic_mode.waiting(kinds, asked, index)
    for clause in clauses:
        yield Waiting("q", filter_label(index.fields[clause.field], clause.text))
    for name, values in dict(query.filters).items():
        if name in filters or not asked.values(name):
            spec = index.filter_field(name)
            yield from (Waiting(spec.param, filter_label(spec, value)) for value in values)
    if query.sort not in ("", NEWEST) and not basic_mode.orders(kinds, asked, index):
        yield Waiting("sort", _("Order"))
