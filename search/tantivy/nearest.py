"""Nearest in meaning on the embedded engine: exact cosines, and the engine says who may be found."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from search.errors import SearchUnavailable
from search.plan import In, Plan
from search.results import RawHit
from search.semantic.matrix import Matrix, folder_of
from search.semantic.vector import Space, Vector
from search.tantivy.guard import engine_errors
from search.tantivy.reader import Snapshot


class Nearest:
    """The matrices of the generation being read, opened on first use."""

    def __init__(self, folder: Callable[[str], Path]) -> None:
        self._folder = folder
        self._open: tuple[str, Space, Matrix] | None = None
        self._lock = threading.Lock()

    def matrix(self, generation: str, space: Space) -> Matrix:
        """The vectors of a space beside a generation."""
        with self._lock:
            if self._open is None or self._open[:2] != (generation, space):
                self._open = generation, space, Matrix(folder_of(self._folder(generation), space), space)
            return self._open[2]

    def search(self, snapshot: Snapshot, vector: Vector, plan: Plan, limit: int, deadline: float) -> tuple[RawHit, ...]:
        """The nearest that pass the plan's base and filters.

        The vectors know neither readers nor filters: the engine is asked about ever more of the nearest until
        enough of them pass. SearchUnavailable when the time is up before that.
        """
        found: list[RawHit] = []
        for portion in self.matrix(snapshot.generation, vector.space).ranked(vector):
            if time.monotonic() >= deadline:
                raise SearchUnavailable("deadline")
            passing = _passing(snapshot, plan, tuple(id for id, _cosine in portion))
            found += [RawHit(id, cosine) for id, cosine in portion if id in passing]
            if len(found) >= limit:
                break
        found.sort(key=lambda hit: (-hit.score, hit.id))
        return tuple(found[:limit])


def _passing(snapshot: Snapshot, plan: Plan, ids: tuple[str, ...]) -> set[str]:
    asked = replace(plan, match=In("id", ids), score=None)
    with engine_errors():
        result = snapshot.searcher.search(snapshot.compiler.counted(asked), limit=len(ids), count=False)
        return {snapshot.searcher.doc(address)["id"][0] for _score, address in result.hits}
