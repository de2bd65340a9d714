"""Rebuilding: the gate lets no empty, torn or differently cut generation through."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from search import Document, IndexMissing
from search.analysis import Analysis
from search.errors import GateRefused
from search.filling import batches
from search.planner import plan
from search.rebuild import gate, generation_name, rebuild
from search.tantivy import TantivyBackend, open_backend
from tests.search.house import INDEX, analysis, ask, listing


@pytest.fixture
def backend(tmp_path: Path) -> TantivyBackend:
    """An index without a generation."""
    return open_backend(tmp_path, INDEX, analysis())


def total(backend: TantivyBackend, text: str) -> int:
    return backend.search(plan(ask(text), INDEX, backend.analysis), time.monotonic() + 10).total


def test_a_rebuild_of_nothing_is_readable(backend: TantivyBackend) -> None:
    assert rebuild(backend, [], expected=0).documents == 0
    assert total(backend, "储能") == 0


def test_an_empty_generation_never_replaces_a_full_one(backend: TantivyBackend) -> None:
    rebuild(backend, [listing(n, "储能") for n in range(30)], expected=30)
    with pytest.raises(GateRefused, match="0 documents where 30 are expected"):
        rebuild(backend, [], expected=30)
    assert total(backend, "储能") == 30
    assert len(backend.generations()) == 1


def test_too_many_documents_are_refused_as_well(backend: TantivyBackend) -> None:
    with pytest.raises(GateRefused, match="31 documents where 30"):
        rebuild(backend, [listing(n) for n in range(31)], expected=30)
    with pytest.raises(IndexMissing):
        total(backend, "储能")


def test_refused_documents_close_the_gate(backend: TantivyBackend) -> None:
    bad = listing(1, trl="six")
    with pytest.raises(GateRefused, match="1 documents were refused, first listing:0001: trl"):
        rebuild(backend, [*(listing(n) for n in range(2, 3000)), bad], expected=2999)


def test_smoke_questions_must_find_something(backend: TantivyBackend) -> None:
    documents = [listing(n, "储能") for n in range(5)]
    rebuild(backend, documents, expected=lambda: 5, smoke=[ask("储能"), ask()])
    with pytest.raises(GateRefused, match="smoke query 2 found nothing"):
        rebuild(backend, documents, expected=5, smoke=[ask("储能"), ask("光伏")])


def test_the_gate_looks_at_the_analysis(backend: TantivyBackend) -> None:
    generation = backend.begin(generation_name(analysis()))
    generation.write([listing(1)])
    with pytest.raises(GateRefused, match="cut by"):
        gate(generation, expected=1, av="another")


def test_tombstones_are_not_counted(backend: TantivyBackend) -> None:
    documents = [listing(1), Document.tombstone("listing:0002", "listing", 4)]
    assert rebuild(backend, documents, expected=1).documents == 1


def test_a_new_dictionary_is_read_with_the_generation_it_cut(backend: TantivyBackend) -> None:
    rebuild(backend, [listing(1, "返排液处理")], expected=1)
    assert backend.analysis.av == analysis().av
    wider = Analysis([("返排液", "staff")])
    rebuild(backend, [listing(1, "返排液处理")], expected=1, analysis=wider)
    time.sleep(0.21)
    assert backend.analysis.av == wider.av
    assert "返排液" in backend.analysis.cut("返排液").words
    assert total(backend, "返排液") == 1


def test_names_sort_by_moment_within_an_analysis() -> None:
    moment = datetime(2026, 11, 23, 8, 30, 1, 999_000, tzinfo=timezone(timedelta(hours=8)))
    assert generation_name(analysis(), moment) == f"{analysis().av}-20261123003001999"
    assert generation_name(analysis(), datetime(2026, 11, 23, tzinfo=UTC)) < generation_name(analysis(), moment)


def test_batches_lose_nothing() -> None:
    cut = list(batches((listing(n) for n in range(1_201)), 500))
    assert [len(batch) for batch in cut] == [500, 500, 201]
