"""Cuts batches of documents in processes of their own, so that filling an index uses every core."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue

from search.analysis import Analysis
from search.document import Document
from search.encode import Encoded, encode_all
from search.index import Index

# A fork of a process with threads and connections would carry half of each along.
_FRESH = multiprocessing.get_context("spawn")


class Encoders:
    """So many processes for as long as the block lasts; with none, whoever asks does the work.

    A process ends when its pipe does, so none outlives a killed parent; one that died is replaced by the asker.
    """

    def __init__(self, index: Index, analysis: Analysis, processes: int) -> None:
        self._index, self._analysis = index, analysis
        self._processes = processes
        self._running: list[tuple[BaseProcess, Connection]] = []
        self._free: SimpleQueue[Connection | None] = SimpleQueue()

    def __enter__(self) -> Encoders:
        for _number in range(self._processes):
            ours, theirs = _FRESH.Pipe()
            process = _FRESH.Process(target=_serve, args=(theirs, self._index, self._analysis), daemon=True)
            process.start()
            theirs.close()
            self._running.append((process, ours))
            self._free.put(ours)
        if not self._processes:
            self._free.put(None)
        return self

    def __exit__(self, *_error: object) -> None:
        for _process, pipe in self._running:
            pipe.close()
        for process, _pipe in self._running:
            process.join()

    def rows(self, batch: Sequence[Document]) -> list[Encoded]:
        """The rows of a batch, in order; waits for a free process. May be called from several threads."""
        pipe = self._free.get()
        try:
            if pipe is not None:
                pipe.send(batch)
                return pipe.recv()
        except (EOFError, OSError):
            pipe = None
        finally:
            self._free.put(pipe)
        return encode_all(batch, self._index, self._analysis)


def _serve(pipe: Connection, index: Index, analysis: Analysis) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides what it means
    with contextlib.suppress(EOFError, OSError):
        while True:
            pipe.send(encode_all(pipe.recv(), index, analysis))
