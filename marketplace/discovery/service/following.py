"""The newest results of a question as everybody may see them, for feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from marketplace.core import indexing
from marketplace.core.policy import ANONYMOUS
from marketplace.discovery.errors import EngineAway
from marketplace.discovery.queries.rows import Row, rows_of
from marketplace.discovery.service.finding import read
from marketplace.listings import queries as listings
from search import Query, SearchUnavailable

ENTRIES = 50


@dataclass(frozen=True)
class Newest:
    """A question in the order of a feed, and its first rows; `changed_at` tells by name when a text last changed."""

    query: Query
    rows: Sequence[Row]
    changed_at: Mapping[str, datetime]


def newest(pairs: Iterable[tuple[str, str]]) -> Newest:
    """The 50 newest public results. Raises EngineAway without an engine: an empty feed would look like no news."""
    asked = read(ANONYMOUS, pairs, paged=False).query
    query = replace(asked, sort="newest", page=1, size=ENTRIES, facets=())
    try:
        names = [hit.id for hit in indexing.searcher().search(query).hits]
    except SearchUnavailable as error:
        raise EngineAway() from error
    rows = rows_of(ANONYMOUS, names)
    shown = [rows[name] for name in names if name in rows]
    changed = listings.changed_at([row.public_id for row in shown if row.kind == "listing"])
    return Newest(asked, shown, {f"listing:{public_id}": at for public_id, at in changed.items()})
