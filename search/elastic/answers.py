"""What a cluster answers, read with suspicion: a failure is an error, never an empty list of hits."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from elasticsearch import ApiError, ConnectionTimeout, SerializationError, TransportError, UnsupportedProductError

from search.elastic.compile import chosen_name, group_name
from search.errors import IndexMissing, SearchUnavailable
from search.plan import FacetRequest, Plan
from search.results import RawHit, RawResults

Answer = Mapping[str, Any]


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turns the client's errors into SearchUnavailable. Texts of the server stay in `detail` (for logs)."""
    try:
        yield
    except ConnectionTimeout as error:
        raise SearchUnavailable("deadline", str(error)) from error
    except ApiError as error:
        raise _refusal(error.status_code, error.body) from error
    except (TransportError, UnsupportedProductError, SerializationError) as error:
        raise SearchUnavailable("engine", _with_cause(error)) from error


def _with_cause(error: Exception) -> str:
    """What the client says, with what it stumbled over: it leaves that out where it asks once only."""
    told, cause = str(error), error.__cause__
    return told if cause is None or "caused by" in told else f"{told}: {cause}"


def results(plan: Plan, answers: list[Answer], generation: str) -> RawResults:
    """Hits and counts of one `_msearch`. Raises SearchUnavailable for a failed or a half answer without hits.

    Counts of a half answer would be false, so such facets are left out.
    """
    for answer in answers:
        if "error" in answer:
            raise _refusal(int(answer.get("status", 500)), answer)
    hits, (counts, aside) = answers[0], (*answers[1:], None, None)[:2]
    # The last of the values sorted by is the id.
    found = tuple(RawHit(hit["sort"][-1], float(hit["_score"] or 0.0)) for hit in hits["hits"]["hits"])
    partial = is_partial(hits)
    if partial and not found:
        raise SearchUnavailable("partial", f"timed_out={hits['timed_out']} shards={hits['_shards']}")
    total, is_exact = _total(plan, hits, counts)
    return RawResults(
        hits=found,
        total=total,
        total_is_exact=is_exact and not partial,
        facets=_facets(plan, counts),
        partial=partial,
        generation=generation,
        without=_without(plan, counts) if not total else {},
        aside=_facets(plan.aside, aside) if plan.aside else {},
    )


def _groups(plan: Plan, counts: Answer | None) -> Iterator[tuple[str, tuple[FacetRequest, ...], Answer]]:
    """Facets that count the same documents, with their answer; none of an answer that was cut short."""
    if counts is not None and not is_partial(counts):
        for own, requests in plan.facet_groups():
            yield own, requests, counts["aggregations"][group_name(own)]


def _facets(plan: Plan, counts: Answer | None) -> dict[str, dict[str, int]]:
    return {
        request.field: _counts(request, group)
        for _own, requests, group in _groups(plan, counts)
        for request in requests
    }


def _without(plan: Plan, counts: Answer | None) -> dict[str, int]:
    return {own: int(group["doc_count"]) for own, _requests, group in _groups(plan, counts) if own}


def _total(plan: Plan, hits: Answer, counts: Answer | None) -> tuple[int, bool]:
    """How many hits there are, and whether that is exact: of half an answer it is what was seen."""
    if counts is None or not plan.total_is_counted:
        total = hits["hits"]["total"]
        return int(total["value"]), total["relation"] == "eq"
    counted = int(counts.get("aggregations", {}).get(group_name(""), {}).get("doc_count", 0))
    shown = len(hits["hits"]["hits"])
    # A change between the two questions must not leave more rows than there are hits.
    return max(counted, plan.offset + shown if shown else 0), not is_partial(counts)


def is_partial(answer: Answer) -> bool:
    """Whether a time limit or a failed shard cut the answer short."""
    return bool(answer["timed_out"]) or answer["_shards"]["failed"] > 0


def _counts(request: FacetRequest, group: Answer) -> dict[str, int]:
    buckets = group[request.field]["buckets"]
    if request.ranges:
        return {key: int(buckets[key]["doc_count"]) for key, _ in request.ranges}
    counts = {_value(bucket): int(bucket["doc_count"]) for bucket in buckets}
    for value in request.chosen:
        counts.setdefault(value, int(group[chosen_name(request.field)]["buckets"][value]["doc_count"]))
    return counts


def _value(bucket: Answer) -> str:
    """Flags answer 1 and 0 (with "true" beside it), numbers a number, keywords themselves."""
    return str(bucket["key"])


def _refusal(status: int, body: object) -> SearchUnavailable:
    error = body.get("error") if isinstance(body, Mapping) else None
    kind = error.get("type", "") if isinstance(error, Mapping) else ""
    reason = error.get("reason", "") if isinstance(error, Mapping) else str(body)
    detail = f"{status} {kind} {reason}".strip()
    if kind in ("index_not_found_exception", "index_closed_exception") or (status == 404 and not kind):
        return IndexMissing(detail)
    return SearchUnavailable("engine", detail)
