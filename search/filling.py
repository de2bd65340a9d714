"""Fills a generation batch by batch: reading, cutting and writing go on at the same time."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from search.backend import Generation
from search.document import Document
from search.encode import Encoded
from search.encoders import Encoders
from search.errors import SearchError
from search.results import Outcome

BATCH = 500
MANY = 5_000  # documents from which on processes that cut them are worth their start
MAX_PROCESSES = 3  # more cut faster than a database is read
Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """Cut a stream, of documents for example, into batches."""
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


class Filling:
    """Takes batches for a generation: while one is written, the next is cut, and the caller reads the one after.

    `written` counts documents the engine has answered for, `dead` holds the refused ones.
    """

    def __init__(self, generation: Generation, encoders: Encoders, threads: int) -> None:
        self.written = 0
        self.dead: list[Outcome] = []
        self._generation, self._encoders = generation, encoders
        self._threads = ThreadPoolExecutor(threads, "filling")
        self._ahead = threads + 1
        self._engine = threading.Lock()  # takes one batch at a time
        self._under_way: deque[tuple[int, Future[list[Outcome]]]] = deque()

    def put(self, batch: Sequence[Document]) -> None:
        """Hand a batch over; waits when enough are under way. Raises what an earlier one stumbled over."""
        self._under_way.append((len(batch), self._threads.submit(self._write, batch)))
        self._settle(self._ahead)

    def finish(self) -> None:
        """Wait for everything that was handed over."""
        self._settle(0)

    def stop(self) -> None:
        """Leave out what was not begun and wait for the rest."""
        self._threads.shutdown(cancel_futures=True)

    def _settle(self, open_ones: int) -> None:
        while len(self._under_way) > open_ones:
            count, outcome = self._under_way.popleft()
            self.dead += outcome.result()
            self.written += count

    def _write(self, batch: Sequence[Document]) -> list[Outcome]:
        encoded = self._encoders.rows(batch)
        with self._engine:
            return write(self._generation, batch, encoded)


@contextmanager
def filling(generation: Generation, expected: int) -> Iterator[Filling]:
    """Fill a generation with about `expected` documents; all are written when the block ends without an error."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    processes = min(cores - 1, MAX_PROCESSES) if expected >= MANY else 0
    with Encoders(generation.index, generation.analysis, processes) as encoders:
        made = Filling(generation, encoders, processes + 1)
        try:
            yield made
            made.finish()
        finally:
            made.stop()


def write(generation: Generation, batch: Sequence[Document], encoded: Sequence[Encoded] | None = None) -> list[Outcome]:
    """Write one batch; returns the refused documents. Raises SearchError when the engine asks to retry."""
    outcomes = generation.write(batch, encoded)
    waiting = [outcome for outcome in outcomes if outcome.status == "retry"]
    if waiting:
        raise SearchError(f"{len(waiting)} documents were not taken: {waiting[0].reason}")
    return [outcome for outcome in outcomes if outcome.status == "dead"]
