"""Both engines as fixtures: loaded with the catalogue for asking, and empty for writing."""

from __future__ import annotations

import contextlib
import functools
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import search.elastic
import search.tantivy
from search import Document, Index, Query, Results, Searcher
from search.analysis import Analysis
from search.backend import Backend
from search.box import parse_box
from search.elastic import names
from search.elastic.client import Connection
from search.rebuild import rebuild
from tests.contract.catalogue import DOCUMENTS, PUBLIC, index
from tests.contract.nodes import (  # noqa: F401
    elasticsearch_node,
    private_node,
    pytest_collection_modifyitems,
    secured_node,
)

ENGINES = ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]
DICTIONARY = [("全钒液流电池", "plan"), ("质子交换膜燃料电池", "plan"), ("返排液", "plan")]
PATIENCE = 10.0  # seconds: a busy machine is no wrong answer

Opener = Callable[..., Backend]


@functools.cache
def house_analysis() -> Analysis:
    """The analysis of these tests, loaded once."""
    return Analysis(DICTIONARY)


def unique_name() -> str:
    """A name for an index no other test uses."""
    return f"t{uuid.uuid4().hex[:12]}"


@contextlib.contextmanager
def opened(engine: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Opener]:
    """A function that opens a backend on a name of its own; every index made is removed at the end."""
    made: list[Backend] = []

    def open_one(declared: Index | None = None, analysis: Analysis | None = None) -> Backend:
        declared = declared or index(unique_name())
        analysis = analysis or house_analysis()
        if engine == "tantivy":
            backend: Backend = search.tantivy.open_backend(folder, declared, analysis)
        else:
            node = request.getfixturevalue("elasticsearch_node")
            backend = search.elastic.open_backend(node.url, declared, analysis)
        made.append(backend)
        return backend

    yield open_one
    for backend in made:
        if engine == "elasticsearch":
            remove_from_cluster(request.getfixturevalue("elasticsearch_node").url, backend)
        backend.close()


def remove_from_cluster(url: str, backend: Backend) -> None:
    """Deletes every generation of a backend's index, the one that is read too."""
    with Connection(url).open(patient=True) as client:
        for name in backend.generations():
            client.indices.delete(index=names.physical(backend.index.name, name), ignore_unavailable=True)


@pytest.fixture(scope="session", params=ENGINES)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """An engine that holds the catalogue. Tests only ask it."""
    with opened(request.param, request, tmp_path_factory.mktemp("index")) as open_one:
        yield load(open_one())


@pytest.fixture(params=ENGINES)
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens backends that have no generation yet."""
    with opened(request.param, request, tmp_path) as open_one:
        yield open_one


@pytest.fixture
def backend(opener: Opener) -> Backend:
    """An engine with an empty generation, for writing."""
    return load(opener(), [])


def load(backend: Backend, documents: Sequence[Document] = DOCUMENTS) -> Backend:
    """Rebuilds the index with the documents."""
    expected = sum(1 for document in documents if not document.deleted)
    rebuild(backend, documents, expected=expected)
    return backend


def settle(backend: Backend) -> None:
    """Makes everything written so far visible to searches: who asks for versions sees the newest commit."""
    backend.versions("", 1)


def ask(backend: Backend, text: str = "", *, audience: frozenset[str] = PUBLIC, **parts: Any) -> Results:
    """Asks as a page does, with time to spare."""
    searcher = Searcher(backend)
    parts.setdefault("size", 100)
    query = Query(
        audience=audience,
        text=parse_box(text, backend.index),
        deadline=time.monotonic() + PATIENCE,
        **parts,
    )
    try:
        return searcher.search(query)
    finally:
        searcher.close()


def ids(results: Results) -> list[str]:
    """Ids of the hits in order."""
    return [hit.id for hit in results.hits]


@dataclass(frozen=True)
class Both:
    """The two engines with the same documents."""

    tantivy: Backend
    elasticsearch: Backend


@pytest.fixture(scope="session")
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Both engines, to compare their answers."""
    with (
        opened("tantivy", request, tmp_path_factory.mktemp("index")) as embedded,
        opened("elasticsearch", request, tmp_path_factory.mktemp("unused")) as cluster,
    ):
        yield Both(load(embedded()), load(cluster()))
