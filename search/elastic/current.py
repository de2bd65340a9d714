"""Which generation is read now, and the analysis it was cut with; looked up again once a second."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from search.analysis import Analysis
from search.elastic import mapping, names
from search.elastic.answers import translated
from search.elastic.client import Clients
from search.errors import IndexMissing, SearchUnavailable
from search.index import Index

RECHECK_SECONDS = 1.0
RECHECK_LIMIT_SECONDS = 0.3  # a look-up beside a search must not eat the search's time
MAX_PAUSE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One generation: its index on the cluster, its name, and its own analysis."""

    physical: str
    generation: str
    analysis: Analysis


class Current:
    """Follows the alias. Queries go to the index behind it by name, so a question is always asked of the
    generation it was cut for, even in the moment of a swap (the old one is kept)."""

    def __init__(self, clients: Clients, index: Index, default: Analysis) -> None:
        self._clients = clients
        self._index = index
        self._default = default
        self._lock = threading.Lock()
        self._reading: Reading | None = None
        self._next_check = 0.0
        self._failures = 0

    @property
    def analysis(self) -> Analysis:
        """How to cut a question now. Never fails: while the cluster is away the last known one is used."""
        if time.monotonic() >= self._next_check and self._lock.acquire(blocking=False):
            try:
                self._look(RECHECK_LIMIT_SECONDS)
            except SearchUnavailable:
                pass  # the search that follows reports it
            finally:
                self._lock.release()
        reading = self._reading
        return reading.analysis if reading else self._default

    def reading(self, seconds: float) -> Reading:
        """The generation to ask; raises SearchUnavailable when the last look-up failed and fails again."""
        reading = self._reading
        if reading is None or self._failures:
            with self._lock:
                reading = self._look(seconds)
        return reading

    def fresh(self, seconds: float) -> Reading:
        """The generation behind the alias at this moment: for writers, and after a swap."""
        with self._lock:
            return self._look(seconds)

    def _look(self, seconds: float) -> Reading:
        try:
            found = self._resolve(seconds)
        except SearchUnavailable as error:
            self._failures += 1
            pause = min(RECHECK_SECONDS * 2**self._failures, MAX_PAUSE_SECONDS)
            self._next_check = time.monotonic() + pause
            if isinstance(error, IndexMissing):
                self._reading = None
            raise
        self._failures = 0
        self._next_check = time.monotonic() + RECHECK_SECONDS
        self._reading = found
        return found

    def _resolve(self, seconds: float) -> Reading:
        client = self._clients.reader_within(seconds)
        alias = names.alias(self._index.name)
        with translated():
            behind = client.indices.get_alias(name=alias)
            physical = max(behind.body)
            known = self._reading
            if known is not None and known.physical == physical:
                return known
            answer = client.indices.get_mapping(index=physical, filter_path="*.mappings._meta")
        meta = answer[physical]["mappings"]["_meta"]
        if meta.get("schema") != mapping.schema_hash(self._index):
            raise IndexMissing(f"{physical} was built with another schema", reason="schema")
        try:
            analysis = self._default if meta.get("av") == self._default.av else mapping.stored_analysis(meta)
        except ValueError as error:
            raise IndexMissing(f"{physical}: {error}", reason="schema") from error
        return Reading(physical, names.generation(self._index.name, physical), analysis)
