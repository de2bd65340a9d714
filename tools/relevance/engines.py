"""Opens both engines over a corpus; an index that was built from the same texts by the same code is used again."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import search.elastic
import search.tantivy
from search import Document, Index, rebuild
from search.analysis import Analysis
from search.backend import Backend
from search.columns import columns
from search.filling import batches, filling
from tools.elasticsearch import node
from tools.relevance.data import PROJECT

Open = Callable[[Index, Analysis], Backend]


@contextlib.contextmanager
def tantivy(folder: Path = PROJECT / "var" / "relevance") -> Iterator[Open]:
    """Opens embedded indices in a folder."""
    yield lambda index, analysis: search.tantivy.open_backend(folder, index, analysis)


@contextlib.contextmanager
def elasticsearch() -> Iterator[Open]:
    """Opens indices on the tests' node; raises NodeUnavailable when this machine can run none."""
    with node() as found:
        yield lambda index, analysis: search.elastic.open_backend(found.url, index, analysis)


ENGINES: dict[str, Callable[[], contextlib.AbstractContextManager[Open]]] = {
    "tantivy": tantivy,
    "elasticsearch": elasticsearch,
}


def load(backend: Backend, content: Sequence[Document]) -> int:
    """Makes the backend hold exactly these documents; returns how many it holds.

    The name of the generation says what it was built from, so an unchanged index is used again. A name
    that is taken by a build which was broken off gets a successor.
    """
    name = _generation_name(backend, content)
    health = backend.health()
    if health.ok and health.generation.startswith(name) and health.documents == len(content):
        return health.documents
    taken = backend.generations()
    generation = backend.begin(next(free for free in (f"{name}-{n}" for n in count()) if free not in taken))
    with filling(generation, len(content)) as filled:
        for batch in batches(content):
            filled.put(batch)
    rebuild.gate(generation, expected=len(content), dead=filled.dead)
    generation.promote()
    return backend.health().documents  # who looks sees the new generation, and asks it from now on


def _generation_name(backend: Backend, content: Sequence[Document]) -> str:
    """Texts, vectors, columns and analysis in one name: equal names mean equal indices."""
    spaces = {document.vector.space.key for document in content if document.vector}
    described = hashlib.sha256(json.dumps([[c.name, c.kind] for c in columns(backend.index)]).encode())
    for document in content:
        described.update(f"{document.id}{sorted(document.fields.items())}".encode())
        described.update(document.vector.packed if document.vector else b"")
    return "-".join((backend.analysis.av, described.hexdigest()[:12], *sorted(spaces)))
