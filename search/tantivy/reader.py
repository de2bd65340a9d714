"""The reading side: a snapshot of the current generation that follows commits and swaps."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import tantivy

from search.analysis import Analysis
from search.errors import IndexMissing, SearchUnavailable
from search.index import Index
from search.tantivy import schema as schemas
from search.tantivy.compile import Compiler
from search.tantivy.directory import Directory
from search.tantivy.guard import engine_errors

FOLLOW_EVERY = 0.2  # seconds between looks for a new commit or generation
_META = "meta.json"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One commit of one generation, and what is needed to ask it."""

    generation: str
    handle: tantivy.Index
    searcher: tantivy.Searcher
    compiler: Compiler
    analysis: Analysis
    commit: tuple[int, int]


def open_folder(folder: Path, index: Index) -> tantivy.Index:
    """Open an index for manual reload; IndexMissing when it is unreadable or of another schema.

    The automatic reload dies in forked children, so it is never used.
    """
    with engine_errors("damaged"):
        handle = tantivy.Index(schemas.build(index), path=str(folder))
        handle.config_reader("manual")
        handle.reload()
    return handle


def commit_stamp(folder: Path) -> tuple[int, int]:
    """Changes with every commit of the index in a folder."""
    status = (folder / _META).stat()
    return status.st_mtime_ns, status.st_ino


class Reader:
    """Hands out snapshots. Opened on first use, so that a process forked later opens its own."""

    def __init__(self, directory: Directory, index: Index) -> None:
        self._directory = directory
        self._index = index
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._pointer: tuple[int, int] | None = None
        self._looked = 0.0
        self._pid = 0

    def snapshot(self, *, fresh: bool = False) -> Snapshot:
        """The newest commit, at most 0.2 s old (`fresh`: looked up now); IndexMissing when there is none."""
        now = time.monotonic()
        snapshot = self._snapshot
        is_recent = snapshot is not None and now - self._looked < FOLLOW_EVERY and self._pid == os.getpid()
        if snapshot is not None and is_recent and not fresh:
            return snapshot
        with self._lock:
            if self._pid != os.getpid():
                self._snapshot, self._pid = None, os.getpid()
            self._snapshot = self._follow(self._snapshot)
            self._looked = time.monotonic()
            return self._snapshot

    def _follow(self, known: Snapshot | None) -> Snapshot:
        stamp = self._directory.stamp()
        if known is None or stamp != self._pointer:
            fresh = self._open()
            self._pointer = stamp
            return fresh
        folder = self._directory.folder(known.generation)
        try:
            commit = commit_stamp(folder)
        except OSError as error:
            self._snapshot = None
            raise IndexMissing(f"{known.generation} is gone: {error}") from error
        if commit == known.commit:
            return known
        with engine_errors("damaged"):
            known.handle.reload()
            return _snapshot(known.generation, known.handle, known.compiler, known.analysis, commit)

    def _open(self) -> Snapshot:
        pointer = self._directory.pointer()
        if pointer.schema != schemas.fingerprint(self._index):
            raise IndexMissing(f"{pointer.generation} has another schema", reason="schema")
        folder = self._directory.folder(pointer.generation)
        analysis = self._directory.analysis(pointer.generation)
        try:
            commit = commit_stamp(folder)
            handle = open_folder(folder, self._index)
        except (OSError, SearchUnavailable) as error:
            raise IndexMissing(f"{pointer.generation}: {error}", reason="damaged") from error
        return _snapshot(pointer.generation, handle, Compiler.of(self._index, handle.schema), analysis, commit)

    def close(self) -> None:
        """Let go of the open files."""
        with self._lock:
            self._snapshot = self._pointer = None


def _snapshot(
    name: str, handle: tantivy.Index, compiler: Compiler, analysis: Analysis, commit: tuple[int, int]
) -> Snapshot:
    return Snapshot(name, handle, handle.searcher(), compiler, analysis, commit)
