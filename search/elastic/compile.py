"""Plan → Elasticsearch query bodies: pure functions, server core only, no text of a user is ever parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from search.columns import FLAG, LONG, columns
from search.index import Index
from search.plan import (
    KIND,
    AllOf,
    AnyOf,
    AtLeast,
    Between,
    Constant,
    DisMax,
    Everything,
    FacetRequest,
    In,
    Node,
    Not,
    Phrase,
    Plan,
    Term,
)

Body = dict[str, Any]

TRACK_TOTAL_HITS = 10_000
_UNSCORED = (In, Between, Not, Everything)


class Compiler:
    """Translates plans over one index; of its columns it knows which are flags and which are numbers."""

    def __init__(self, index: Index) -> None:
        self._kinds = {column.name: column.kind for column in columns(index)}

    def bodies(self, plan: Plan, timeout_ms: int) -> list[Body]:
        """All that a plan asks, for one `_msearch`: hits, then facets, then those of the plan beside it."""
        counted = [one for one in (plan, plan.aside) if one is not None and one.facets] if plan.facets else []
        return [self.hits(plan, timeout_ms), *(self.facets(one, timeout_ms) for one in counted)]

    def hits(self, plan: Plan, timeout_ms: int) -> Body:
        """Ids and scores of the window. Every filter stands in filter context, so none touches a score.

        Ids are read from the values sorted by: to read what is stored takes longer than to find it.
        """
        counted = plan.total_is_counted
        return {
            "query": self._passing_over(plan) if counted else self.query(plan),
            "from": plan.offset,
            "size": plan.limit,
            "sort": _sort(plan),
            "track_total_hits": False if counted else TRACK_TOTAL_HITS,
            "timeout": f"{timeout_ms}ms",
            "stored_fields": "_none_",
        }

    def query(self, plan: Plan) -> Body:
        """What decides about a hit and its score."""
        body = self._filtered(plan)
        if plan.score is not None:
            body["must" if plan.match is None else "should"] = [self.clause(plan.score)]
        return {"bool": body}

    def _passing_over(self, plan: Plan) -> Body:
        """The same, asked so that the engine passes over what cannot reach the window; it then counts nothing.

        It does so only where points are required. A clause without points keeps what matches without any.
        """
        if plan.score is None or plan.match is None:
            return self.query(plan)
        points: Body = {"should": [self.clause(plan.score), {"match_all": {"boost": 0}}], "minimum_should_match": 1}
        return {"bool": {**self._filtered(plan), "must": [{"bool": points}]}}

    def _filtered(self, plan: Plan) -> Body:
        filters = [*plan.base, *(clause for _, clause in plan.filters)]
        deciding = [] if plan.match is None else [plan.match]
        return {"filter": [self.clause(clause) for clause in (*filters, *deciding)]}

    def facets(self, plan: Plan, timeout_ms: int) -> Body:
        """Counts only. Each facet counts under all filters but its own; nothing is scored.

        Facets that count the same documents share one aggregation, which looks at each of them once.
        """
        own_filters = {request.field for request in plan.facets}
        own_filters.update(name for name, _lacking in plan.lacking if KIND in own_filters)
        shared = [*plan.base, plan.matching, *(clause for name, clause in plan.filters if name not in own_filters)]
        narrowing = {
            own: [clause for name, clause in plan.filters_but(own) if name in own_filters]
            for own, _requests in plan.facet_groups()
        }
        return {
            "query": {"bool": {"filter": [self.clause(clause) for clause in shared]}},
            "aggs": {group_name(own): self._group(narrowing[own], asked) for own, asked in plan.facet_groups()},
            "size": 0,
            "track_total_hits": False,
            "timeout": f"{timeout_ms}ms",
        }

    def checks(self, plan: Plan, document_id: str) -> Body:
        """Counts, for one document, each clause of the plan by itself: 1 when it lets the document pass."""
        audience, deleted, *excluded = plan.base
        named: dict[str, Node] = {"audience": audience, "deleted": deleted}
        named |= {"excluded": AllOf(tuple(excluded))} if excluded else {}
        named |= {**dict(plan.filters), "match": plan.matching}
        return {
            "query": {"term": {"id": {"value": document_id}}},
            "aggs": {"passes": {"filters": {"filters": {name: self.clause(clause) for name, clause in named.items()}}}},
            "size": 0,
            "track_total_hits": True,
        }

    def _group(self, narrowing: Sequence[Node], requests: Sequence[FacetRequest]) -> Body:
        others = [self.clause(clause) for clause in narrowing]
        within = {"bool": {"filter": others}} if others else {"match_all": {}}
        return {"filter": within, "aggs": {name: body for one in requests for name, body in self._facet(one)}}

    def _facet(self, request: FacetRequest) -> Iterator[tuple[str, Body]]:
        if request.ranges:
            buckets = {key: self.clause(clause) for key, clause in request.ranges}
            yield request.field, {"filters": {"filters": buckets}}
            return
        yield request.field, {"terms": {"field": request.column, "size": request.size}}
        if request.chosen:
            wanted = {value: self.clause(In(request.column, (value,))) for value in request.chosen}
            yield chosen_name(request.field), {"filters": {"filters": wanted}}

    def clause(self, node: Node) -> Body:
        """One node of the tree in filter or scoring context alike."""
        match node:
            case Term():
                return {"term": {node.column: _boosted({"value": node.token}, node.weight)}}
            case Phrase():
                return {"match_phrase": {node.column: _boosted({"query": " ".join(node.tokens)}, node.weight)}}
            case AnyOf():
                return self._at_least(1, node.clauses)
            case AtLeast():
                return self._at_least(node.count, node.clauses)
            case AllOf():
                return self._all(node.clauses)
            case DisMax():
                return {"dis_max": {"queries": [self._scored(c) for c in node.clauses], "tie_breaker": node.tie}}
            case Constant():
                return {"constant_score": {"filter": self.clause(node.clause), "boost": node.score}}
            case Not():
                return {"bool": {"must_not": [self.clause(node.clause)]}}
            case In():
                return self._in(node)
            case Between():
                return _between(node)
            case Everything():
                return {"match_all": {}}

    def _at_least(self, count: int, clauses: tuple[Node, ...]) -> Body:
        if len(clauses) < max(count, 1):
            return {"match_none": {}} if count > 0 else {"match_all": {}}
        return {"bool": {"should": [self._scored(c) for c in clauses], "minimum_should_match": count}}

    def _all(self, clauses: tuple[Node, ...]) -> Body:
        body: Body = {}
        for clause in clauses:
            if isinstance(clause, Not):
                body.setdefault("must_not", []).append(self.clause(clause.clause))
            else:
                place = "filter" if isinstance(clause, _UNSCORED) else "must"
                body.setdefault(place, []).append(self.clause(clause))
        return {"bool": body} if body else {"match_all": {}}

    def _scored(self, node: Node) -> Body:
        """A clause beside scored ones: what never scores must add nothing (a bare `terms` would add 1)."""
        compiled = self.clause(node)
        return {"constant_score": {"filter": compiled, "boost": 0}} if isinstance(node, _UNSCORED) else compiled

    def _in(self, node: In) -> Body:
        kind = self._kinds[node.column]
        typed: dict[str, Callable[[str], str | bool | int]] = {FLAG: lambda value: value == "1", LONG: int}
        return {"terms": {node.column: [typed.get(kind, str)(value) for value in node.values]}}


def group_name(own: str) -> str:
    """The aggregation of a group of facets: the field whose filter it leaves out, or that of all the others."""
    return own or "*"


def chosen_name(field: str) -> str:
    """The aggregation that counts the chosen values of a facet."""
    return f"{field}:chosen"


def _between(node: Between) -> Body:
    bounds: Body = {}
    if node.low is not None:
        bounds["gte"] = node.low
    if node.high is not None:
        bounds["lte" if node.closed else "lt"] = node.high
    return {"range": {node.column: bounds}}


def _boosted(body: Body, weight: float) -> Body:
    return body if weight == 1 else {**body, "boost": weight}


def _sort(plan: Plan) -> list[Body | str]:
    if plan.sort is None:
        return ["_score", {"id": "asc"}]
    column, descending = plan.sort
    return [{column: {"order": "desc" if descending else "asc", "missing": "_last"}}, {"id": "asc"}]
