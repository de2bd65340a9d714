"""Where the time of indexing goes: reading the database, cutting text, and the engine's own work."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeVar

from marketplace.core import indexing
from marketplace.core.unit import unit
from search import Document
from search.backend import Backend
from search.encode import encode
from search.filling import batches

T = TypeVar("T")
SAMPLE = 10_000


@dataclass(frozen=True)
class Parts:
    """Documents a second of each part alone, over a sample of the site's documents."""

    database: float
    analysis: float
    engine: float


def parts(backend: Backend) -> Parts:
    """Measure each part alone; the engine writes into a generation that is dropped afterwards."""
    documents, reading = _timed(lambda: list(islice(chain.from_iterable(indexing.documents()), SAMPLE)))
    with unit():
        cut = indexing.analysis()
    _columns, cutting = _timed(lambda: [encode(document, backend.index, cut) for document in documents])
    _written, whole = _timed(lambda: _write(backend, documents))
    writing = max(whole - cutting, 0.001)
    count = len(documents)
    return Parts(count / reading, count / cutting, count / writing)


def _write(backend: Backend, documents: Sequence[Document]) -> None:
    generation = backend.begin("bench-parts")
    try:
        for batch in batches(documents):
            generation.write(batch)
        generation.finish()
    finally:
        generation.drop()


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.monotonic()
    made = work()
    return made, time.monotonic() - began
