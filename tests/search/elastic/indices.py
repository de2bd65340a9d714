"""An index of a test's own on a node, filled with heat pumps and removed at the end."""

from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Iterator

from search import Document, Index, Query, Searcher, SearchUnavailable
from search.analysis import Analysis
from search.box import parse_box
from search.breaker import Breaker
from search.elastic import ElasticBackend, names, open_backend
from search.elastic.client import Connection
from search.fields import Terms, Text, Tree
from search.rebuild import rebuild

PUBLIC = frozenset({"public"})
FIELDS = [Text("title", bigrams=True), Tree("field", facet=Terms(5))]
LOADED = 60
DEADLINE_SECONDS = 0.8


def heat_pump(name: str, version: int = 1) -> Document:
    """A listing every search of these tests finds."""
    return Document(f"listing:{name}", "listing", version, PUBLIC, {"title": "高温热泵" * 40, "field": ("heat",)})


@contextlib.contextmanager
def loaded(url: str, basic_auth: tuple[str, str] | None = None) -> Iterator[ElasticBackend]:
    """A backend on an index nobody else uses, holding sixty heat pumps."""
    backend = open_backend(url, Index(f"t{uuid.uuid4().hex[:12]}", FIELDS), Analysis(), basic_auth=basic_auth)
    rebuild(backend, [heat_pump(f"{number:03d}") for number in range(LOADED)], expected=LOADED)
    warm(backend)
    try:
        yield backend
    finally:
        with Connection(url, basic_auth=basic_auth).open(patient=True) as client:
            for name in backend.generations():
                client.indices.delete(index=names.physical(backend.index.name, name), ignore_unavailable=True)
        backend.close()


def physical(backend: ElasticBackend) -> str:
    """Name of the newest index behind a backend."""
    return names.physical(backend.index.name, backend.generations()[-1])


def ask(searcher: Searcher, seconds: float = DEADLINE_SECONDS) -> int:
    """The total of one search, asked with the product's own deadline."""
    index = searcher.backend.index
    deadline = time.monotonic() + seconds
    asked = Query(audience=PUBLIC, text=parse_box("热泵", index), size=50, facets=("field",), deadline=deadline)
    return searcher.search(asked).total


def warm(backend: ElasticBackend) -> int:
    """Asks until three answers came in time; a server that has just started is slow at first. The total."""
    searcher = Searcher(backend)
    deadline, totals = time.monotonic() + 90, []
    while len(totals) < 3:
        try:
            totals.append(ask(searcher))
        except SearchUnavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
            searcher.breaker, totals = Breaker(), []
    return totals[-1]
