"""A rebuilt index is counted before it is read, swapped in one step, and brings its own analysis."""

from __future__ import annotations

import threading
import time

import pytest

from search import Document, Index, IndexMissing, SearchError, SearchUnavailable
from search.analysis import Analysis
from search.errors import GateRefused
from search.fields import Text
from search.plan import In, Plan
from search.rebuild import rebuild
from tests.contract.catalogue import DOCUMENTS, PUBLIC
from tests.contract.conftest import Opener, ask, ids, load, settle, unique_name

EVERYTHING = Plan(base=(In("audience", ("public",)), In("deleted", ("0",))), step="browse", limit=10)


def one(name: str, title: str, version: int = 1) -> Document:
    return Document(f"listing:{name}", "listing", version, PUBLIC, {"title": title})


def test_without_a_generation_the_index_is_missing_not_empty(opener: Opener) -> None:
    backend = opener()
    with pytest.raises(IndexMissing):
        ask(backend, "电池")
    with pytest.raises(SearchError):
        backend.write([one("A", "甲")])
    assert backend.generations() == [], "nothing may be created by asking or writing"
    health = backend.health()
    assert not health.ok
    assert health.documents == 0


def test_readers_see_nothing_of_a_generation_before_it_is_promoted(opener: Opener) -> None:
    backend = load(opener(), [one("A", "第一代")])
    generation = backend.begin("second")
    generation.write([one("A", "第二代", 2), one("B", "第二代")])
    assert generation.finish() == 2
    assert generation.search(EVERYTHING, time.monotonic() + 10).total == 2
    assert ids(ask(backend, "第一代")) == ["listing:A"]
    generation.promote()
    settle(backend)
    assert ask(backend, '"第二代"').total == 2
    assert ask(backend, '"第一代"').total == 0
    assert backend.health().generation == "second"


def test_the_gate_refuses_a_generation_that_lost_documents(opener: Opener) -> None:
    backend = load(opener(), [one("A", "第一代")])
    before = backend.generations()
    with pytest.raises(GateRefused, match="2 documents where 3"):
        rebuild(backend, [one("A", "甲"), one("B", "乙")], expected=3)
    settle(backend)
    assert ids(ask(backend, "第一代")) == ["listing:A"]
    assert backend.generations() == before, "the refused generation is dropped"


def test_the_generation_before_is_kept_and_older_ones_are_removed(opener: Opener) -> None:
    backend = opener()
    for name in ("one", "two", "three"):
        generation = backend.begin(name)
        generation.write([one("A", name)])
        generation.promote()
        time.sleep(0.01)
    assert backend.generations() == ["two", "three"]


def test_the_generation_being_read_cannot_be_dropped_or_overwritten(opener: Opener) -> None:
    backend = opener()
    generation = backend.begin("one")
    generation.promote()
    with pytest.raises(ValueError, match="being read"):
        generation.drop()
    with pytest.raises(FileExistsError):
        backend.begin("one")
    other = backend.begin("two")
    other.drop()
    assert backend.generations() == ["one"]


@pytest.mark.parametrize("name", ["", "a/b", "../x", "a b", "*"])
def test_a_name_that_could_reach_elsewhere_is_refused(opener: Opener, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        opener().begin(name)


def test_questions_are_cut_as_the_generation_being_read_was(opener: Opener) -> None:
    plain, staffed = Analysis(), Analysis([("返排液处理", "staff")])
    declared = Index(unique_name(), [Text("title", bigrams=True)])
    builder = opener(declared, staffed)
    rebuild(builder, [one("A", "页岩气返排液处理装置")], expected=1)
    reader = opener(declared, plain)
    assert ids(ask(reader, "返排液处理")) == ["listing:A"]
    assert reader.analysis.av == staffed.av
    rebuild(builder, [one("A", "页岩气返排液处理装置")], expected=1, analysis=plain)
    time.sleep(1.1)  # readers look for a swap at least once a second
    assert ids(ask(reader, "返排液处理")) == ["listing:A"]
    assert reader.analysis.av == plain.av


def test_a_generation_of_another_schema_is_missing_until_rebuilt(opener: Opener) -> None:
    name = unique_name()
    load(opener(Index(name, [Text("title")])), [one("A", "甲")])
    changed = opener(Index(name, [Text("title", bigrams=True)]))
    with pytest.raises(IndexMissing) as refused:
        ask(changed, "甲")
    assert refused.value.reason == "schema"
    load(changed, [one("A", "甲")])
    assert ids(ask(changed, "甲")) == ["listing:A"]


def test_a_swap_under_searches_never_fails_and_never_shows_half(opener: Opener) -> None:
    backend = load(opener(), [one(f"{n:02d}", "热泵") for n in range(20)])
    seen: set[int] = set()
    failures: list[Exception] = []
    stop = threading.Event()

    def search_on() -> None:
        while not stop.is_set():
            try:
                seen.add(ask(backend, "热泵").total)
            except SearchUnavailable as error:
                failures.append(error)

    reader = threading.Thread(target=search_on)
    reader.start()
    try:
        for _ in range(3):
            rebuild(backend, [one(f"{n:02d}", "热泵") for n in range(20)], expected=20)
            time.sleep(0.3)
    finally:
        stop.set()
        reader.join()
    assert failures == []
    assert seen == {20}


def test_a_write_after_a_swap_goes_to_the_new_generation(opener: Opener) -> None:
    backend = load(opener(), [one("A", "甲")])
    rebuild(backend, [one("A", "甲")], expected=1)
    assert backend.write([one("B", "乙")])[0].status == "done"
    settle(backend)
    assert ids(ask(backend, "乙")) == ["listing:B"]


def test_a_rebuild_reports_refused_documents_and_is_not_promoted(opener: Opener) -> None:
    backend = load(opener(), [one("A", "第一代")])
    bad = Document("listing:B", "listing", 1, PUBLIC, {"trl": "high"})
    with pytest.raises(GateRefused, match="listing:B"):
        rebuild(backend, [one("A", "第二代"), bad], expected=1)
    assert ids(ask(backend, "第一代")) == ["listing:A"]


def test_a_rebuild_of_the_catalogue_passes_the_gate(opener: Opener) -> None:
    backend = opener()
    report = rebuild(backend, DOCUMENTS, expected=sum(1 for document in DOCUMENTS if not document.deleted))
    assert report.dead == []
    assert backend.health().documents == report.documents
