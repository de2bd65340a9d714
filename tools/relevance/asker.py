"""Asks an engine what a reader would ask, through some fields of its index when a suite says so."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from search import Index, Query, Results, SearchUnavailable
from search.analysis.lexicon import Lexicon
from search.backend import Backend
from search.box import parse_box
from search.breaker import Breaker
from search.query import FilterValue
from search.searcher import Searcher
from search.semantic.meaning import Meaning
from tools.relevance.metrics import RECALL_CUT

PUBLIC = frozenset({"public"})
PATIENCE_SECONDS = 30.0
ATTEMPTS = 8
THREADS = 2


class View:
    """A backend whose plans are made for a narrower index; all else is as the whole backend's."""

    def __init__(self, backend: Backend, index: Index) -> None:
        self.index = index
        self._backend = backend

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)


class Asker:
    """A searcher with the patience of a measurement: a busy machine must not count as a miss."""

    def __init__(
        self,
        backend: Backend,
        lexicon: Lexicon,
        index: Index | None = None,
        kinds: tuple[str, ...] = (),
        meaning: Meaning | None = None,
    ) -> None:
        self.backend = View(backend, index or backend.index)
        self.lexicon = lexicon
        self.kinds = kinds
        self._meaning = meaning
        self._searcher = Searcher(
            self.backend,
            THREADS,
            lexicon,
            meaning=meaning,
        )

    def query(self, text: str, filters: Mapping[str, tuple[FilterValue, ...]] | None = None, **more: Any) -> Query:
        """The question as the search page makes it of what stands in the box."""
        values: dict[str, Any] = {"kinds": self.kinds, "size": RECALL_CUT, **more}
        return Query(audience=PUBLIC, text=parse_box(text, self.backend.index), filters=filters or {}, **values)

    def ask(self, text: str, filters: Mapping[str, tuple[FilterValue, ...]] | None = None, **more: Any) -> Results:
        """The first hundred hits. Raises SearchUnavailable after eight attempts."""
        for attempt in range(ATTEMPTS):
            try:
                query = self.query(text, filters, deadline=time.monotonic() + PATIENCE_SECONDS, **more)
                results = self._searcher.search(query)
                if not results.partial:
                    return results
            except SearchUnavailable:
                if attempt == ATTEMPTS - 1:
                    raise
                self._searcher.breaker = Breaker()
            time.sleep(0.5 * attempt)
        raise SearchUnavailable("partial", text)

    @contextlib.contextmanager
    def without(self, pairs: Iterable[tuple[str, str]]) -> Iterator[Asker]:
        """The same as if some (zh, en) translations had been seen one time less."""
        lexicon = replace(self.lexicon, translation=self.lexicon.translation.without(pairs))
        other = Asker(self.backend, lexicon, self.backend.index, self.kinds, self._meaning)
        yield other
        other.close()

    def close(self) -> None:
        """Stop the searcher's threads; the backend stays open."""
        self._searcher.close()
