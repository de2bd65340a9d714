"""Writing: versions, tombstones, batches with bad documents, one writer, and commits that are really there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from search import Document, SearchUnavailable
from search.errors import WriterBusy
from search.planner import plan
from search.results import RawResults
from search.tantivy import TantivyBackend, writer
from tests.search.house import INDEX, ask, listing

Open = Callable[[], TantivyBackend]
Fill = Callable[[Iterable[Document]], TantivyBackend]


def found(backend: TantivyBackend, text: str) -> set[str]:
    """Ids found for a text, looked up after the newest commit."""
    time.sleep(0.21)
    return {hit.id for hit in asked(backend, text).hits}


def asked(backend: TantivyBackend, text: str) -> RawResults:
    return backend.search(plan(ask(text), INDEX, backend.analysis, depth=100), time.monotonic() + 30)


def statuses(backend: TantivyBackend, *documents: Document) -> list[str]:
    return [outcome.status for outcome in backend.write(documents)]


def test_a_newer_version_replaces_and_an_older_one_is_stale(filled: Fill) -> None:
    backend = filled([listing(1, "储能", version=5)])
    assert statuses(backend, listing(1, "光伏", version=4)) == ["stale"]
    assert statuses(backend, listing(1, "氢能", version=5)) == ["done"]
    assert statuses(backend, listing(1, "地热", version=6)) == ["done"]
    assert found(backend, "地热") == {"listing:0001"}
    assert found(backend, "储能") == found(backend, "氢能") == set()


def test_of_one_document_twice_in_a_batch_the_newest_stays(filled: Fill) -> None:
    backend = filled([])
    assert statuses(
        backend, listing(1, "储能", version=2), listing(1, "光伏", version=3), listing(1, "氢能", version=1)
    ) == ["stale", "done", "stale"]
    assert backend.versions("", 10) == [("listing:0001", 3)]


def test_a_tombstone_hides_and_still_refuses_what_is_older(filled: Fill) -> None:
    backend = filled([listing(1, "储能", version=3)])
    assert statuses(backend, Document.tombstone("listing:0001", "listing", 4)) == ["done"]
    assert found(backend, "储能") == set()
    assert statuses(backend, listing(1, "储能", version=3)) == ["stale"]
    assert found(backend, "储能") == set()
    assert backend.versions("", 10) == [("listing:0001", 4)]
    assert backend.health().documents == 0
    assert statuses(backend, listing(1, "储能", version=5)) == ["done"]
    assert found(backend, "储能") == {"listing:0001"}


def test_bad_documents_are_dead_with_a_reason_and_the_others_go_in(filled: Fill) -> None:
    backend = filled([])
    batch = [listing(n, "储能") for n in range(50)]
    batch[7] = listing(7, "储能", trl="six")
    batch[23] = Document("listing:0023", "listing", 1)
    batch[41] = listing(41, "储能", unheard_of=1)
    outcomes = backend.write(batch)
    assert [outcome.id for outcome in outcomes] == [document.id for document in batch]
    dead = {outcome.id: outcome.reason for outcome in outcomes if outcome.status == "dead"}
    assert dead == {
        "listing:0007": "trl: str does not fit number",
        "listing:0023": "audience: empty",
        "listing:0041": "unheard_of: not declared for this kind",
    }
    assert len(found(backend, "储能")) == 47


def refuse(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Make the engine meet a wrong type, which it notices at commit only, for some documents."""
    build: Callable[[Any], Any] = writer.as_tantivy

    def poisoned(row: Any) -> Any:
        document = build(row)
        if row["id"] in names:
            document.add_text("trl", "no number")
        return document

    monkeypatch.setattr(writer, "as_tantivy", poisoned)


def test_a_document_the_engine_cannot_take_does_not_silence_the_writer(
    filled: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = filled([])
    refuse(monkeypatch, "listing:0002")
    assert statuses(backend, *(listing(n, "储能") for n in range(5))) == ["done", "done", "dead", "done", "done"]
    monkeypatch.undo()
    assert statuses(backend, listing(9, "储能")) == ["done"]
    assert len(found(backend, "储能")) == 5


def test_an_engine_that_takes_nothing_of_a_batch_asks_to_try_again(
    filled: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = filled([listing(1, "储能")])
    refuse(monkeypatch, "listing:0002", "listing:0003")
    with pytest.raises(SearchUnavailable):
        backend.write([listing(2, "储能"), listing(3, "储能")])
    monkeypatch.undo()
    assert statuses(backend, listing(2, "储能"), listing(3, "储能")) == ["done", "done"]
    assert len(found(backend, "储能")) == 3


def test_a_second_writer_is_told_and_may_write_when_the_first_has_closed(filled: Fill, opened: Open) -> None:
    first = filled([])
    second = opened()
    first.write([listing(1, "储能")])
    with pytest.raises(WriterBusy):
        second.write([listing(2, "储能")])
    assert found(second, "储能") == {"listing:0001"}
    first.close()
    assert statuses(second, listing(2, "储能")) == ["done"]


def test_a_commit_is_seen_by_other_readers_within_the_interval(filled: Fill, opened: Open) -> None:
    writing, reading = filled([listing(1, "储能")]), opened()
    assert found(reading, "储能") == {"listing:0001"}
    writing.write([listing(2, "储能")])
    assert found(reading, "储能") == {"listing:0001", "listing:0002"}


def test_versions_walk_in_order_and_page(filled: Fill) -> None:
    backend = filled([listing(n, version=n + 1) for n in (3, 1, 2, 0)])
    backend.write([Document.tombstone("listing:0002", "listing", 9)])
    walked: list[tuple[str, int]] = []
    after = ""
    while page := backend.versions(after, 2):
        walked += page
        after = page[-1][0]
    assert walked == [("listing:0000", 1), ("listing:0001", 2), ("listing:0002", 9), ("listing:0003", 4)]


def test_an_empty_batch_is_nothing(filled: Fill) -> None:
    assert filled([]).write([]) == []


def test_facets_are_counted_again_after_a_commit(filled: Fill) -> None:
    backend = filled([listing(1, field=("pv",))])
    question = plan(ask(facets=("field",)), INDEX, backend.analysis)
    assert backend.search(question, time.monotonic() + 5).facets["field"] == {"pv": 1}
    backend.write([listing(2, field=("pv",))])
    time.sleep(0.21)
    assert backend.search(question, time.monotonic() + 5).facets["field"] == {"pv": 2}
