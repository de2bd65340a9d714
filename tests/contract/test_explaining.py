"""Why a document is, or is not, an answer; and whether the engine is well."""

from __future__ import annotations

import pytest

from search import Query, Range
from search.backend import Backend
from search.box import parse_box
from search.plan import Plan
from search.planner import plan
from tests.contract.catalogue import DOCUMENTS, PUBLIC


def planned(backend: Backend, text: str, **parts: object) -> Plan:
    asked = Query(audience=PUBLIC, text=parse_box(text, backend.index), **parts)  # type: ignore[arg-type]
    return plan(asked, backend.index, backend.analysis)


def test_a_hit_has_a_score_and_a_reason(loaded: Backend) -> None:
    told = loaded.explain(planned(loaded, "高温热泵"), "listing:17")
    assert told.is_hit
    assert told.score is not None
    assert told.score > 0
    assert told.excluded_by == ()
    assert told.detail


@pytest.mark.parametrize(
    ("id", "text", "parts", "shut_out"),
    [
        ("listing:STAFF", "液流电池", {}, "audience"),
        ("listing:GONE", "", {}, "deleted"),
        ("listing:18", "高温热泵", {}, "match"),
        ("listing:17", "热泵 -供热", {}, "excluded"),
        ("listing:17", "热泵", {"filters": {"trl": (Range(1, 2),)}}, "trl"),
        ("listing:NONE", "热泵", {}, "not_indexed"),
    ],
)
def test_what_shut_a_document_out_is_named(
    loaded: Backend, id: str, text: str, parts: dict[str, object], shut_out: str
) -> None:
    told = loaded.explain(planned(loaded, text, **parts), id)
    assert not told.is_hit
    assert told.score is None
    assert shut_out in told.excluded_by


def test_a_well_engine_says_so(loaded: Backend) -> None:
    health = loaded.health()
    assert health.ok
    assert health.documents == sum(1 for document in DOCUMENTS if not document.deleted)
    assert health.av == loaded.analysis.av
    assert health.generation in loaded.generations()
