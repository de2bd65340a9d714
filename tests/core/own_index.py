"""An embedded index of the test's own, and what tests ask it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from marketplace.core import indexing, rebuild
from marketplace.core.outbox import OutboxRow
from marketplace.core.unit import session
from search import Query, searcher


@pytest.fixture
def own_index(committed, settings, tmp_path, monkeypatch) -> Iterator[None]:
    """An engine of its own for each test."""
    monkeypatch.setattr(indexing, "_folder", lambda _settings: tmp_path / "search")
    monkeypatch.setattr(searcher, "DEADLINE", 30.0)  # what is found is tested here, not how busy the machine is
    indexing.close()
    yield
    indexing.close()


def found() -> set[str]:
    """The needs that anybody finds now."""
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
    """Rebuild the index from what is committed."""
    assert list(rebuild.run())


def waiting() -> int:
    """How many changes are not in the index."""
    return session().scalar(select(func.count()).where(OutboxRow.done_at.is_(None))) or 0
