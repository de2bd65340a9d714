"""A failure is never read as "nothing found", and half counts are never shown."""

from __future__ import annotations

from typing import Any

import pytest

from search import IndexMissing, SearchUnavailable
from search.elastic import answers
from search.elastic.bulk import MAX_DOCUMENTS, chunks, outcome_of
from search.plan import FacetRequest, In, Plan

PLAN = Plan(
    base=(In("audience", ("public",)),),
    step="browse",
    filters=(("coop", In("coop", ("equity", "licence"))),),
    facets=(FacetRequest("coop", "coop", chosen=("equity", "licence")),),
)


def hits(*ids: str, timed_out: bool = False, failed: int = 0, relation: str = "eq") -> dict[str, Any]:
    return {
        "timed_out": timed_out,
        "_shards": {"total": 1, "failed": failed},
        "hits": {
            "total": {"value": len(ids), "relation": relation},
            "hits": [{"_score": 1.5, "sort": [1.5, id]} for id in ids],
        },
    }


def counts(timed_out: bool = False) -> dict[str, Any]:
    values = {"buckets": [{"key": "licence", "doc_count": 7}]}
    chosen = {"buckets": {"equity": {"doc_count": 2}, "licence": {"doc_count": 7}}}
    body = {"coop": {"doc_count": 9, "coop": values, "coop:chosen": chosen}}
    return {**hits(timed_out=timed_out), "aggregations": body}


def test_a_whole_answer() -> None:
    found = answers.results(PLAN, [hits("a", "b"), counts()], "g1")
    assert [hit.id for hit in found.hits] == ["a", "b"]
    assert (found.total, found.total_is_exact, found.partial, found.generation) == (2, True, False, "g1")
    # A chosen value outside the most frequent ones is counted too.
    assert found.facets == {"coop": {"licence": 7, "equity": 2}}


def test_a_total_beyond_the_limit_is_not_exact() -> None:
    assert not answers.results(PLAN, [hits("a", relation="gte")], "g1").total_is_exact


COUNTED = Plan(
    base=PLAN.base, step="browse", filters=PLAN.filters, facets=(*PLAN.facets, FacetRequest("field", "field"))
)


def counted(total: int, timed_out: bool = False) -> dict[str, Any]:
    values = {"buckets": [{"key": "energy_storage", "doc_count": total}]}
    every = {"doc_count": total, "field": values}
    narrower = counts()["aggregations"]["coop"]
    return {**hits(timed_out=timed_out), "aggregations": {"*": every, "coop": narrower}}


def without_total(*ids: str) -> dict[str, Any]:
    found = hits(*ids)
    found["hits"].pop("total")
    return found


def test_the_total_is_what_the_facets_counted() -> None:
    found = answers.results(COUNTED, [without_total("a", "b"), counted(12_345)], "g1")
    assert (found.total, found.total_is_exact) == (12_345, True)
    assert found.facets["field"] == {"energy_storage": 12_345}


def test_what_the_facets_counted_in_part_is_a_total_that_is_not_exact() -> None:
    found = answers.results(COUNTED, [without_total("a", "b"), counted(40, timed_out=True)], "g1")
    assert (found.total, found.total_is_exact, found.facets) == (40, False, {})


def test_a_shard_that_counted_nothing_leaves_the_rows_as_the_total() -> None:
    silent = {**hits(failed=1), "aggregations": {}}
    found = answers.results(COUNTED, [without_total("a", "b"), silent], "g1")
    assert (found.total, found.total_is_exact) == (2, False)


def test_a_change_between_the_two_questions_never_leaves_more_rows_than_hits() -> None:
    assert answers.results(COUNTED, [without_total("a", "b"), counted(1)], "g1").total == 2


def test_without_a_hit_the_filters_tell_what_they_kept_away() -> None:
    found = answers.results(COUNTED, [without_total(), counted(0)], "g1")
    assert (found.total, found.total_is_exact, found.without) == (0, True, {"coop": 9})


@pytest.mark.parametrize("cut", [{"timed_out": True}, {"failed": 1}])
def test_a_half_answer_is_flagged_and_without_hits_it_is_a_failure(cut: dict[str, Any]) -> None:
    found = answers.results(PLAN, [hits("a", **cut), counts()], "g1")
    assert found.partial
    assert not found.total_is_exact
    with pytest.raises(SearchUnavailable) as refused:
        answers.results(PLAN, [hits(**cut), counts()], "g1")
    assert refused.value.reason == "partial"


def test_half_counts_are_left_out() -> None:
    found = answers.results(PLAN, [hits("a"), counts(timed_out=True)], "g1")
    assert found.facets == {}
    assert not found.partial


def test_a_missing_index_is_told_apart_from_a_failing_one() -> None:
    missing = {"error": {"type": "index_not_found_exception", "reason": "no such index"}, "status": 404}
    failing = {"error": {"type": "search_phase_execution_exception", "reason": "all shards failed"}, "status": 503}
    with pytest.raises(IndexMissing):
        answers.results(PLAN, [missing], "g1")
    with pytest.raises(SearchUnavailable) as refused:
        answers.results(PLAN, [hits("a"), failing], "g1")
    assert refused.value.reason == "engine"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(201, "done"), (200, "done"), (409, "stale"), (400, "dead"), (429, "retry"), (403, "retry"), (503, "retry")],
)
def test_one_item_of_a_bulk_answer(status: int, outcome: str) -> None:
    item = {"status": status, "error": {"type": "some_exception", "reason": "told"}}
    assert outcome_of("a", item).status == outcome


def test_batches_are_cut_by_number_and_by_size() -> None:
    many = {place: (str(place), b"x") for place in range(MAX_DOCUMENTS + 1)}
    assert [len(chunk) for chunk in chunks(many)] == [MAX_DOCUMENTS, 1]
    large = {place: (str(place), b"x" * 2_000_000) for place in range(3)}
    assert [list(chunk) for chunk in chunks(large)] == [[0, 1], [2]]
