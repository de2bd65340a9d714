"""The vectors of what is measured, computed once and kept beside the indices."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from search import Document, Index
from search.filling import batches
from search.semantic.embedder import Embedder, space_of
from search.semantic.passage import passage, text_key
from search.semantic.vector import Vector
from tools.relevance.data import PROJECT

FILE = PROJECT / "var" / "relevance" / "vectors.sqlite"
SCHEMA = "CREATE TABLE IF NOT EXISTS vector (model TEXT, text_key BLOB, packed BLOB, PRIMARY KEY (model, text_key))"
BATCH = 256  # texts between two commits: what a broken run costs


def carried(documents: Sequence[Document], index: Index, model: Embedder, file: Path = FILE) -> Iterator[Document]:
    """The documents with their vectors by the model. Raises ModelFailed."""
    space = space_of(model)
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file)) as store:
        store.execute(SCHEMA)
        _compute({passage(document, index) for document in documents} - {""}, model, store)
        for document in documents:
            packed = _known(store, space.model_id, text_key(passage(document, index)))
            yield replace(document, vector=Vector(space, packed)) if packed else document


def _known(store: sqlite3.Connection, model_id: str, key: bytes) -> bytes | None:
    row = store.execute("SELECT packed FROM vector WHERE model = ? AND text_key = ?", (model_id, key)).fetchone()
    return row[0] if row else None


def _compute(texts: set[str], model: Embedder, store: sqlite3.Connection) -> None:
    space = space_of(model)
    missing = [text for text in sorted(texts) if _known(store, space.model_id, text_key(text)) is None]
    done = 0
    for batch in batches(missing, BATCH):
        rows = zip(batch, model.passages(batch), strict=True)
        packed = [(space.model_id, text_key(text), Vector.of(space, row).packed) for text, row in rows]
        with store:
            store.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?, ?)", packed)
        done += len(batch)
        print(f"    {done} of {len(missing)} vectors computed", flush=True)
