"""What helps when little or nothing was found: another spelling, a filter less, a wider field or IPC symbol."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.exc import OperationalError

from marketplace.core import indexing
from marketplace.core.searchable import FIELD
from marketplace.discovery.queries.patience import at_most
from marketplace.discovery.queries.spellings import corrected
from marketplace.discovery.queries.ways import Relief
from marketplace.discovery.service.owners import of_owner
from marketplace.discovery.service.places import in_place
from search import Query, QueryError, Results, SearchUnavailable, searcher
from search.analysis.identifiers import parse_ipc
from search.box import parse_box
from search.builder import compose, take_apart
from search.planner import ALL_WORDS, EXACT

log = logging.getLogger("marketplace.search")
FEW = 3  # with so many hits that have all words, the spelling was right
MOST_FIELDS = 5
PATIENCE_MS = 250


def relief(query: Query, results: Results) -> Relief:
    """At most two more questions to the engine, three when a place or an organisation is named.

    All within the time the first one left.
    """
    if query.page > 1:
        return Relief()
    by_words = results.total + results.by_fold  # what is close in meaning only may not be what was looked for
    query = replace(query, deadline=time.monotonic() + searcher.DEADLINE - results.took_ms / 1000)
    try:
        places = in_place(query)
        owners = {} if places else of_owner(query)
        spellings = _spellings(query, results)
        fields, all_filters = ({}, False) if by_words else _fields(query, results)
        is_nowhere = not (by_words or fields or _filters(results.without))
        broader = _broader(query, 1 if query.filters or spellings else 2) if is_nowhere else {}
    except SearchUnavailable as error:
        log.info("no time to look for ways on", extra={"reason": error.reason})
        return Relief(without=_filters(results.without), is_cut=True)
    return Relief(spellings, _filters(results.without), fields, all_filters, broader, places, owners)


def _filters(counts: Mapping[str, int]) -> dict[str, int]:
    """Filters whose removal brings hits. The kind is none: a question has always one, and the tabs count the others."""
    return {name: count for name, count in counts.items() if count and name != "kind"}


def _spellings(query: Query, results: Results) -> tuple[str, ...]:
    """The likeliest other spelling with more hits under the same filters; nothing when the given one has enough."""
    if not query.text or _whole(results) >= FEW:
        return ()
    try:
        with at_most(PATIENCE_MS):
            likely = corrected(query.text)[:1]
    except OperationalError as error:
        log.warning("spellings were given up", extra={"reason": str(error.orig)})
        return ()
    return tuple(text for text in likely if _has_more(query, text, results))


def _whole(results: Results) -> int:
    """How many of the hits listed have all words."""
    return sum(hit.step in (ALL_WORDS, EXACT) for hit in results.hits)


def _has_more(query: Query, text: str, given: Results) -> bool:
    """Whether the text has hits; an English one, more with all words, or as many and more with some, as a sentence has.

    It is widened as the question is, because an English term may stand in Chinese texts only. A Chinese word that
    sounds like a term is none, while a rare English one may be meant, whatever else is spelt nearly so.
    """
    try:
        other = replace(query, text=parse_box(text, indexing.declared()), facets=(), sort="", size=_whole(given) + 1)
    except QueryError:
        return False
    found = indexing.searcher().search(other)
    if not text.isascii():
        return found.total > 0
    return (_whole(found), found.total) > (_whole(given), given.total)


def _broader(query: Query, most: int) -> dict[str, tuple[str, int]]:
    """The nearest symbol above an IPC symbol that has hits, the question with it, and how many.

    With `most` 1 the widest is asked for alone.
    """
    clauses = query.text.clauses
    place = next((n for n, c in enumerate(clauses) if c.scheme == "ipc" and not c.negated), None)
    symbol = parse_ipc(clauses[place].text) if place is not None else None
    for level in symbol.broader[-most:] if symbol else ():
        index = indexing.declared()
        parts = tuple(replace(c, text=level.canonical) if n == place else c for n, c in enumerate(clauses))
        box = compose(take_apart(replace(query.text, clauses=parts), index), index)
        found = indexing.searcher().search(replace(query, text=parse_box(box, index), facets=(), sort="", size=1))
        if found.total:
            return {level.canonical: (box, found.total)}
    return {}


def _fields(query: Query, results: Results) -> tuple[dict[str, int], bool]:
    """Where the words have hits: in the parent or other fields, else in any field when all filters are dropped."""
    counts = {bucket.value: bucket.count for bucket in results.facets.get(FIELD.name, ()) if bucket.count}
    if counts or not query.filters or not query.text:
        return _widest(query, counts), False
    found = indexing.searcher().search(replace(query, filters=(), facets=(FIELD.name,), size=1, sort=""))
    counts = {bucket.value: bucket.count for bucket in found.facets.get(FIELD.name, ())}
    return _widest(query, counts), True


def _widest(query: Query, counts: Mapping[str, int]) -> dict[str, int]:
    """Whole fields only, the parent of a chosen key technology first, then those with most hits."""
    parents = {str(value).partition("/")[0] for value in query.values(FIELD.name) if "/" in str(value)}
    whole = [name for name in counts if "/" not in name and name not in query.values(FIELD.name)]
    whole.sort(key=lambda name: (name not in parents, -counts[name], name))
    return {name: counts[name] for name in whole[:MOST_FIELDS]}
