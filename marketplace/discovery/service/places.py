"""A place named in the question: offered as the filter in which records say where they are, and never set by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from marketplace.core import indexing
from marketplace.core.searchable import CITY
from marketplace.taxonomy import queries as taxonomy
from search import Query
from search.analysis.normalise import normalise
from search.box import parse_box
from search.builder import compose, take_apart
from search.query import Clause

SICHUAN = "51"


def in_place(query: Query) -> dict[str, tuple[str, int]]:
    """The question without the place and under its filter, with its hits, by the code of the place; none without hits.

    At most one question to the engine. Raises SearchUnavailable.
    """
    clauses = query.text.clauses
    codes = {} if query.values(CITY.name) or len(query.text.groups) > 1 else _codes()
    for number, clause in enumerate(clauses):
        code = codes.get(normalise(clause.text))
        if code and not clause.field and not clause.negated:
            found = under_filter(query, CITY.name, code, (*clauses[:number], *clauses[number + 1 :]))
            return {code: found} if found else {}
    return {}


def under_filter(query: Query, name: str, value: str, rest: Sequence[Clause]) -> tuple[str, int] | None:
    """What stands in the box when only the rest of a question is asked under a filter, and its hits; None without hits.

    Raises SearchUnavailable.
    """
    index = indexing.declared()
    box = compose(take_apart(replace(query.text, clauses=tuple(rest)), index), index)
    asked = replace(query.with_value(name, value), text=parse_box(box, index), facets=(), sort="", size=1)
    found = indexing.searcher().search(asked)
    return (box, found.total) if found.total else None


def _codes() -> dict[str, str]:
    """Codes of provinces and of the prefectures of Sichuan by each of their names."""
    places = (*taxonomy.regions(), *taxonomy.regions(SICHUAN))
    names = ((name, one.code) for one in places for text in (one.label, one.short) for name in (text.zh, text.en))
    return {_normal(name): code for name, code in names if name}


_normal = lru_cache(maxsize=1_000)(normalise)  # every search asks for the same names
