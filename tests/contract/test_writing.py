"""Writes are whole, ordered by version, and one bad document never stops the others."""

from __future__ import annotations

import pytest

from search import Document, Range
from search.backend import Backend
from tests.contract.catalogue import PUBLIC
from tests.contract.conftest import ask, ids, settle


def listing(name: str, version: int = 1, title: str = "高温热泵", **fields: object) -> Document:
    return Document(f"listing:{name}", "listing", version, PUBLIC, {"title": title, **fields})  # type: ignore[dict-item]


def write(backend: Backend, *documents: Document) -> list[str]:
    statuses = [outcome.status for outcome in backend.write(documents)]
    settle(backend)
    return statuses


def test_a_written_document_is_found_and_a_newer_one_replaces_all_of_it(backend: Backend) -> None:
    assert write(backend, listing("A", trl=4)) == ["done"]
    assert ids(ask(backend, "热泵")) == ["listing:A"]
    assert write(backend, listing("A", 2, "地源换热器")) == ["done"]
    assert ids(ask(backend, "热泵")) == []
    assert ids(ask(backend, "换热器")) == ["listing:A"]
    assert ask(backend, filters={"trl": (Range(4, 4),)}).total == 0, "no value of the older one stays"


def test_an_older_version_never_wins(backend: Backend) -> None:
    assert write(backend, listing("A", 5, "第五版")) == ["done"]
    assert write(backend, listing("A", 4, "第四版"), listing("B", 1, "乙")) == ["stale", "done"]
    assert ids(ask(backend, '"第五版"')) == ["listing:A"]
    assert ids(ask(backend, '"第四版"')) == []
    assert dict(backend.versions("", 10)) == {"listing:A": 5, "listing:B": 1}


def test_the_same_version_again_is_harmless(backend: Backend) -> None:
    assert write(backend, listing("A", 3)) == ["done"]
    assert write(backend, listing("A", 3)) == ["done"]
    assert ask(backend).total == 1


def test_a_batch_may_hold_a_document_twice_in_any_order(backend: Backend) -> None:
    outcomes = write(backend, listing("A", 2, "第二版"), listing("A", 3, "第三版"), listing("A", 1, "第一版"))
    assert outcomes == ["stale", "done", "stale"]
    assert ids(ask(backend, '"第三版"')) == ["listing:A"]
    assert ask(backend).total == 1


def test_a_tombstone_hides_remembers_and_gives_way_to_a_newer_version(backend: Backend) -> None:
    write(backend, listing("A", 3))
    assert write(backend, Document.tombstone("listing:A", "listing", 4)) == ["done"]
    assert ask(backend).total == 0
    assert backend.versions("", 10) == [("listing:A", 4)]
    assert write(backend, listing("A", 3)) == ["stale"], "a late write must not bring it back"
    assert ask(backend).total == 0
    assert write(backend, listing("A", 5)) == ["done"]
    assert ids(ask(backend, "热泵")) == ["listing:A"]


@pytest.mark.parametrize(
    "bad",
    [
        {"trl": "seven"},
        {"trl": 2**70},
        {"published_at": True},
        {"price_fen": 1.5},
        {"coop": "licence"},
        {"title": 7},
        {"colour": "green"},
    ],
)
def test_one_bad_document_of_a_hundred_is_refused_alone(backend: Backend, bad: dict[str, object]) -> None:
    batch = [listing(f"{number:03d}") for number in range(99)]
    batch.insert(57, listing("BAD", **bad))
    outcomes = backend.write(batch)
    assert [outcome.id for outcome in outcomes] == [document.id for document in batch]
    assert [outcome.status for outcome in outcomes].count("done") == 99
    assert outcomes[57].status == "dead"
    assert next(iter(bad)) in outcomes[57].reason
    settle(backend)
    assert ask(backend).total == 99
    assert write(backend, listing("AFTER")) == ["done"], "later batches must still be stored"
    assert ask(backend).total == 100


def test_texts_no_engine_likes_are_stored_or_refused_but_never_stop_a_batch(backend: Backend) -> None:
    strange = ["\x00", "\ud800", "🔋", "字" * 100_000, "a" * 40_000, " ", "\u202e"]
    batch = [listing(f"S{place}", 1, text) for place, text in enumerate(strange)]
    outcomes = backend.write([*batch, listing("GOOD")])
    assert {outcome.status for outcome in outcomes} <= {"done", "dead"}
    assert outcomes[-1].status == "done"
    settle(backend)
    assert ids(ask(backend, "热泵")) == ["listing:GOOD"]


def test_a_document_without_readers_is_refused(backend: Backend) -> None:
    (outcome,) = backend.write([Document("listing:A", "listing", 1, frozenset(), {"title": "甲"})])
    assert outcome.status == "dead"
    assert "audience" in outcome.reason


def test_many_documents_in_one_call(backend: Backend) -> None:
    batch = [listing(f"{number:04d}", number + 1) for number in range(1_234)]
    assert set(write(backend, *batch)) == {"done"}
    assert ask(backend).total == 1_234


def test_versions_walk_everything_in_pages(backend: Backend) -> None:
    write(backend, *(listing(f"{number:03d}", number + 1) for number in range(25)))
    write(backend, Document.tombstone("listing:004", "listing", 99))
    walked: list[tuple[str, int]] = []
    while page := backend.versions(walked[-1][0] if walked else "", 10):
        assert len(page) <= 10
        walked += page
    wanted = {f"listing:{number:03d}": number + 1 for number in range(25)} | {"listing:004": 99}
    assert walked == sorted(wanted.items())


def test_an_empty_batch_is_nothing(backend: Backend) -> None:
    assert backend.write([]) == []
    assert backend.versions("", 5) == []
