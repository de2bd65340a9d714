"""A fresh index per test, and a helper that waits until readers see what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from marketplace.core import indexing, rebuild
from search import searcher
from search.tantivy import reader


@pytest.fixture
def index(committed, tmp_path, monkeypatch) -> Iterator[Callable[[], None]]:
    """Call it to build the index from what the test has committed."""
    monkeypatch.setattr(indexing, "_folder", lambda _settings: tmp_path / "search")
    monkeypatch.setattr(searcher, "DEADLINE", 30.0)  # what is found is tested here, not how busy the machine is
    monkeypatch.setattr(reader, "FOLLOW_EVERY", 0.0)  # a new generation is seen by the next question
    indexing.close()

    def build() -> None:
        with committed():
            list(rebuild.run())

    yield build
    indexing.close()
