"""Makes the one engine-neutral plan of a query: who may see, what must match, what gives the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from search.analysis import Analysis
from search.analysis.lexicon import NO_LEXICON, Lexicon
from search.concepts import read_text
from search.filters import facet_requests, filter_nodes, lacking, sort_name, sort_of
from search.index import Index
from search.plan import KIND, AllOf, AnyOf, Everything, In, Node, Not, Plan, size
from search.query import Query
from search.reading import Reading

ALL_WORDS, ANY_WORD, EXACT, BROWSE = "all_words", "any_word", "exact", "browse"
ENOUGH = 20  # with fewer hits that have all words, those with some words follow
MOST_POINTS = 256  # clauses that give points
MOST_DECIDING = 256  # clauses of the strict rung that decide about a hit
MAX_STRICT_WORDS = 6  # longer questions are sentences: no document has every word


def plan(query: Query, index: Index, analysis: Analysis, lexicon: Lexicon = NO_LEXICON, depth: int = 0) -> Plan:
    """The plan of a query, cut by the analysis of the generation that will answer it.

    `depth` is how many hits of the words are wanted at least, from the top on, because another list joins them.

    Raises QueryError for a filter, facet or sort that is not declared and for values that do not fit.
    """
    reading = read_text(query, index, analysis, lexicon)
    sort = sort_of(sort_name(query, index), index)
    offset, limit = _window(query, sort, depth)
    frame = Plan(
        base=_base(query, index, reading),
        step=BROWSE,
        filters=filter_nodes(query, index),
        lacking=lacking(query, index),
        facets=facet_requests(query, index),
        sort=sort,
        understanding=reading.notices,
        offset=offset,
        limit=limit,
    )
    made = replace(frame, step=EXACT, match=AnyOf(())) if query.text.asks_nothing else _ladder(frame, reading)
    return replace(made, aside=_other_kinds(made, query, index))


def _window(query: Query, sort: tuple[str, bool] | None, depth: int) -> tuple[int, int]:
    """Relevance is asked from the top, because the ladder, other lists and ties move hits between pages."""
    if sort is None:
        return 0, max(depth, query.offset + query.size)
    return query.offset, query.size


def _base(query: Query, index: Index, reading: Reading) -> tuple[Node, ...]:
    # Whoever may find nothing of a folded kind need not be kept from it a second time.
    folded = tuple(fold.kind for fold in index.folds if fold.is_for(query.audience) and query.kinds != (fold.kind,))
    return (
        In("audience", tuple(sorted(query.audience))),
        In("deleted", ("0",)),
        *((Not(In(KIND, folded)),) if folded else ()),
        *(Not(node) for node in reading.excluded),
    )


def _ladder(frame: Plan, reading: Reading) -> Plan:
    if not reading.has_text:
        return replace(frame, match=Everything())
    if not (reading.must or reading.units):
        return replace(frame, step=EXACT, match=AnyOf(()))
    points = _bounded(reading.points)
    score, counted = _any_of(points), _any_of([point for point in points if point in reading.finding])
    strict = replace(
        frame,
        step=ALL_WORDS if reading.units else EXACT,
        match=AllOf((*reading.must, *reading.units)),
        score=score if frame.sort is None else None,  # a named order needs no points
    )
    if len(reading.units) < 2 and not reading.loose:
        return strict
    some = AllOf(reading.must) if reading.must else None
    telling = _any_of([point for point in points if point not in reading.common])
    partial = replace(frame, step=ANY_WORD, match=some, score=telling, counted=counted)
    if frame.sort is None and len(reading.units) + len(reading.must) > MAX_STRICT_WORDS:
        return partial
    if size(AllOf((*reading.must, *reading.units))) > MOST_DECIDING:
        return partial
    return replace(strict, enough=ENOUGH if frame.sort is None else 1, fallback=partial)


def _other_kinds(made: Plan, query: Query, index: Index) -> Plan | None:
    """Of kinds that are not asked for, how many have some of the words: so a reader who turns to one would be told."""
    others = [kind for kind in index.kinds if kind not in query.kinds and not index.is_folded(kind)]
    is_counted = any(request.field == KIND for request in made.facets)
    return made.fallback.counting_kinds(others) if made.fallback and query.kinds and others and is_counted else None


def _bounded(points: Sequence[Node]) -> list[Node]:
    """The first of the clauses that give points, as many as the limit allows; only long questions lose some."""
    kept: list[Node] = []
    left = MOST_POINTS
    for point in points:
        left -= size(point)
        if left < 0:
            break
        kept.append(point)
    return kept


def _any_of(clauses: Sequence[Node]) -> Node | None:
    return AnyOf(tuple(clauses)) if clauses else None
