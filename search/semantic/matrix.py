"""The vectors of an embedded index: one growing file of rows, mapped into memory and compared exactly."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from search.errors import SearchUnavailable
from search.semantic.vector import Space, Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRST, GROWTH, MOST = 200, 4, 12_800  # how many of the nearest are looked at, step by step


def folder_of(generation: Path, space: Space) -> Path:
    """Where the vectors of a space lie beside a generation's own files; another model has another folder."""
    return generation / f"vectors-{space.key}"


class Matrix:
    """Rows of one space. One writer appends, any number of readers follow; a row counts once its id is there.

    `rows` holds float32 vectors, `ids` one line for each. A later row of an id replaces the earlier one; the
    rows of documents that are gone stay until the next rebuild, because the engine decides who is found.
    """

    def __init__(self, folder: Path, space: Space) -> None:
        self._folder = folder
        self._space = space
        self._width = 4 * space.dimension
        self._lock = threading.Lock()
        self._ids: list[str] = []
        self._last: dict[str, int] = {}
        self._superseded: list[int] = []
        self._read = 0  # bytes of `ids` known
        self._rows: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        """How many documents have a vector."""
        with self._lock:
            self._follow()
            return len(self._last)

    def append(self, vectors: Mapping[str, Vector]) -> int:
        """Add vectors by document id and make them durable; returns how many were new or changed.

        To be called by the holder of the index's write lock only.
        """
        with self._lock:
            self._follow()
            fresh = {name: vector.array() for name, vector in vectors.items()}
            kept = {name: row for name, row in fresh.items() if not self._has(name, row)}
            if kept:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._add("rows", self._width * len(self._ids), b"".join(row.tobytes() for row in kept.values()))
                self._add("ids", self._read, "".join(f"{name}\n" for name in kept).encode())
            return len(kept)

    def _has(self, name: str, row: NDArray[np.float32]) -> bool:
        place = self._last.get(name)
        return place is not None and self._rows is not None and bool((self._rows[place] == row).all())

    def _add(self, name: str, end: int, data: bytes) -> None:
        """Append after what is whole; the rest of a write that was killed is cut off."""
        with (self._folder / name).open("ab") as file:
            file.truncate(end)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def ranked(self, vector: Vector) -> Iterator[list[tuple[str, float]]]:
        """(id, cosine) from the nearest on, in growing portions; ends with the last row or after MOST."""
        import numpy as np

        with self._lock:
            self._follow()
            rows, ids, superseded, known = self._rows, self._ids, list(self._superseded), len(self._last)
        if rows is None:
            return
        scores = rows @ vector.array()
        scores[superseded] = -np.inf
        most = min(MOST, known)
        top = np.argpartition(-scores, most - 1)[:most] if most < len(scores) else np.arange(len(scores))
        order = top[np.lexsort((top, -scores[top]))][:most]
        start, size = 0, FIRST
        while start < most:
            yield [(ids[place], float(scores[place])) for place in order[start : start + size]]
            start, size = start + size, size * GROWTH

    def _follow(self) -> None:
        """Read what was appended since the last look."""
        try:
            size = (self._folder / "ids").stat().st_size
        except OSError:
            return
        if size == self._read:
            return
        try:
            self._take_in()
        except (OSError, ValueError) as error:
            raise SearchUnavailable("damaged", f"{self._folder}: {error}") from error

    def _take_in(self) -> None:
        import numpy as np

        with (self._folder / "ids").open("rb") as file:
            file.seek(self._read)
            added = file.read()
        whole = added[: added.rfind(b"\n") + 1]
        names = whole.decode().splitlines()
        if not names:
            return
        shape = (len(self._ids) + len(names), self._space.dimension)
        rows = np.memmap(self._folder / "rows", np.float32, "r", shape=shape)
        for place, name in enumerate(names, len(self._ids)):
            if name in self._last:
                self._superseded.append(self._last[name])
            self._last[name] = place
        self._ids += names  # only ever longer: a reader that holds fewer rows is not disturbed
        self._read += len(whole)
        self._rows = rows
