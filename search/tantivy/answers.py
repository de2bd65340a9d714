"""Asks one snapshot: hits in order, exact totals, and facets that leave out their own filter."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

import tantivy

from search.plan import Between, FacetRequest, In, Plan
from search.results import RawHit, RawResults
from search.tantivy.reader import Snapshot

Counts = dict[str, dict[str, int]]
TIES = 100  # hits of one score that are told apart by id


def answer(snapshot: Snapshot, plan: Plan) -> RawResults:
    """Hits and total of a plan; ties of the score go by id."""
    result, hits = _in_order(snapshot, plan, *plan.sort) if plan.sort else _best(snapshot, plan)
    total = int(result.count)  # type: ignore[attr-defined]  # missing in tantivy's stubs
    return RawResults(hits, total, generation=snapshot.generation)


def _in_order(
    snapshot: Snapshot, plan: Plan, column: str, descending: bool
) -> tuple[tantivy.SearchResult, tuple[RawHit, ...]]:
    order = tantivy.Order.Desc if descending else tantivy.Order.Asc
    result = snapshot.searcher.search(
        snapshot.compiler.hits(plan), limit=max(1, plan.limit), offset=plan.offset, count=True,
        order_by_field=column, order=order,
    )  # fmt: skip
    return result, tuple(RawHit(_id(snapshot, address), 0.0) for _key, address in result.hits[: plan.limit])


def _best(snapshot: Snapshot, plan: Plan) -> tuple[tantivy.SearchResult, tuple[RawHit, ...]]:
    """The best hits, ties told by id: the engine tells them by where it keeps them, which changes with every write.

    More ties than TIES stay as the engine has them. Whether they do depends on them alone and not on the window, for
    which enough is asked to know it: so every window begins with the same hits, and pages join.
    """
    query, limit = snapshot.compiler.hits(plan), max(1, plan.limit)  # the engine panics on zero
    result = snapshot.searcher.search(query, limit=limit + TIES, offset=plan.offset, count=True)
    scored = [(score, address) for score, address in result.hits if isinstance(score, float)]
    hits: list[RawHit] = []
    for score, group in groupby(scored, key=itemgetter(0)):
        tied = [RawHit(_id(snapshot, address), score) for _score, address in group]
        hits += sorted(tied, key=attrgetter("id")) if len(tied) <= TIES else tied
        if len(hits) >= limit:
            break
    return result, tuple(hits[: plan.limit])


def _id(snapshot: Snapshot, address: tantivy.DocAddress) -> str:
    return str(snapshot.searcher.doc(address)["id"][0])


def count_facets(snapshot: Snapshot, plan: Plan) -> Counts:
    """Counts of every facet asked for: one call for those without a chosen value, one more for each other."""
    counts: Counts = {}
    for left_out, requests in plan.facet_groups():
        counts.update(_count(snapshot, snapshot.compiler.counted(plan, left_out), requests))
    return counts


def count_without(snapshot: Snapshot, plan: Plan) -> dict[str, int]:
    """How many hits there are without each filter that is also a facet."""
    return {
        own: number_of(snapshot, snapshot.compiler.counted(plan, own)) for own, _requests in plan.facet_groups() if own
    }


def _count(snapshot: Snapshot, query: tantivy.Query, requests: Sequence[FacetRequest]) -> Counts:
    aggregated = [request for request in requests if _one_column(request)]
    body = {request.field: _aggregation(request) for request in aggregated}
    answers = snapshot.searcher.aggregate(query, body) if body else {}
    counts: Counts = {}
    for request in requests:
        found = _read(request, answers[request.field]["buckets"]) if request in aggregated else {}
        wanted = [(key, node) for key, node in request.ranges if key not in found]
        wanted += [(key, In(request.column, (key,))) for key in request.chosen if key not in found and not wanted]
        found.update((key, number_of(snapshot, snapshot.compiler.both(query, node))) for key, node in wanted)
        counts[request.field] = found
    return counts


def number_of(snapshot: Snapshot, query: tantivy.Query) -> int:
    """How many documents match."""
    result = snapshot.searcher.search(query, limit=1, count=True)
    return int(result.count)  # type: ignore[attr-defined]  # missing in tantivy's stubs


def _one_column(request: FacetRequest) -> bool:
    """Whether one aggregation does: values, or ranges of a number (flags are counted one by one)."""
    return not request.ranges or any(isinstance(node, Between) for _key, node in request.ranges)


def _aggregation(request: FacetRequest) -> dict[str, object]:
    if not request.ranges:
        return {"terms": {"field": request.column, "size": request.size}}
    ranges = [_range(key, node) for key, node in request.ranges if isinstance(node, Between)]
    return {"range": {"field": request.column, "ranges": ranges}}


def _range(key: str, node: Between) -> dict[str, object]:
    high = None if node.high is None else node.high + (1 if node.closed else 0)
    edges = {"from": node.low, "to": high}
    return {"key": key, **{name: edge for name, edge in edges.items() if edge is not None}}


def _read(request: FacetRequest, buckets: list[dict[str, Any]]) -> dict[str, int]:
    wanted = {key for key, _node in request.ranges}
    found: dict[str, int] = {}
    for bucket in buckets:
        key = bucket["key"]
        name = str(int(key)) if isinstance(key, int | float) else str(key)
        # A range aggregation also reports the gaps between the ranges asked for.
        if not wanted or name in wanted:
            found[name] = int(bucket["doc_count"])
    return found
