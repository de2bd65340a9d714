"""Backends over a folder of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from search import Document
from search.rebuild import rebuild
from search.tantivy import TantivyBackend, open_backend
from tests.search.house import INDEX, analysis


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], TantivyBackend]]:
    """Opens another backend over the same folder; all are closed at the end."""
    made: list[TantivyBackend] = []

    def open_one() -> TantivyBackend:
        made.append(open_backend(tmp_path, INDEX, analysis()))
        return made[-1]

    yield open_one
    for backend in made:
        backend.close()


@pytest.fixture
def filled(opened: Callable[[], TantivyBackend]) -> Callable[[Iterable[Document]], TantivyBackend]:
    """A backend whose generation was built from documents."""

    def fill(documents: Iterable[Document]) -> TantivyBackend:
        content = list(documents)
        backend = opened()
        rebuild(backend, content, expected=len(content))
        return backend

    return fill
