"""A fresh index per test, and a helper that waits until readers see what was written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from marketplace.core import indexing, rebuild
from search import searcher


@pytest.fixture
def index(committed, tmp_path, monkeypatch) -> Iterator[Callable[[], None]]:
    """Call it to build the index from what the test has committed."""
    monkeypatch.setattr(indexing, "_folder", lambda _settings: tmp_path / "search")
    monkeypatch.setattr(searcher, "DEADLINE", 30.0)  # what is found is tested here, not how busy the machine is
    indexing.close()

    def build() -> None:
        with committed():
            list(rebuild.run())
        time.sleep(0.25)  # readers look for a new generation at most every 200 ms

    yield build
    indexing.close()
