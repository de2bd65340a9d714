"""The index follows the database: nothing lost, nothing doubled; rebuild and reconcile."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from marketplace.core import indexing, rebuild
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import SYSTEM
from marketplace.needs import service
from search import Query, searcher
from tests.factories.needs import make_need


@pytest.fixture(autouse=True)
def fresh_index(committed, settings, tmp_path, monkeypatch) -> Iterator[None]:
    """An engine of its own for each test."""
    monkeypatch.setattr(indexing, "_folder", lambda _settings: tmp_path / "search")
    monkeypatch.setattr(searcher, "DEADLINE", 30.0)  # what is found is tested here, not how busy the machine is
    indexing.close()
    yield
    indexing.close()


def found() -> set[str]:
    results = indexing.searcher().search(Query(audience=frozenset({"public"}), kinds=("need",), size=100))
    return {hit.id for hit in results.hits}


def becomes(expected: set[str]) -> bool:
    """Whether readers come to see exactly these; how quickly is measured by the benchmarks."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if found() == expected:
            return True
        time.sleep(0.02)
    return False


def build() -> None:
    assert list(rebuild.run())


def waiting() -> int:
    from marketplace.core.unit import session

    return session().scalar(select(func.count()).where(OutboxRow.done_at.is_(None))) or 0


def test_a_change_reaches_the_index_and_a_refused_one_does_not(committed) -> None:
    with committed():
        build()
    with committed():
        need = make_need()
    with committed():
        noted = waiting()
        assert noted >= 1
        assert indexing.drain() == noted
        assert waiting() == 0
        assert becomes({f"need:{need.public_id}"})

    def refused() -> None:
        with committed():
            make_need()
            raise ValueError

    with pytest.raises(ValueError):
        refused()
    with committed():
        assert waiting() == 0


def test_withdrawal_takes_the_document_out(committed) -> None:
    with committed():
        build()
        need = make_need()
    with committed():
        indexing.drain()
        assert becomes({f"need:{need.public_id}"})
        service.advance(SYSTEM, public_id=need.public_id, action="withdraw", reason="solved in house")
    with committed():
        indexing.drain()
        assert becomes(set())


def test_rebuild_holds_everything_and_reconcile_finds_no_difference(committed) -> None:
    with committed():
        for _number in range(3):
            make_need()
        make_need(state="draft")
    with committed():
        build()
        assert len(found()) == 3
        report = rebuild.reconcile()
        assert report.compared >= 4
        assert report.differences == 0


def test_reconcile_queues_what_the_index_missed(committed) -> None:
    with committed():
        build()
        need = make_need()
    with committed() as session:
        session.execute(OutboxRow.__table__.delete())
        report = rebuild.reconcile()
        assert report.differences >= 1
        assert indexing.drain() == report.differences
        assert becomes({f"need:{need.public_id}"})


def test_without_an_index_rows_wait_and_are_not_lost(committed) -> None:
    with committed():
        make_need()
    with committed():
        noted = waiting()
        assert indexing.drain() == 0
        assert waiting() == noted > 0
        assert not indexing.status().ok
