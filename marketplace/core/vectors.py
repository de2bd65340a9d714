"""The vectors of what can be searched: computed once for a text, kept in the database, carried into the index."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import current_app
from sqlalchemy import BigInteger, LargeBinary, String, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core import clock, outbox
from marketplace.core.db import Base, timestamp
from marketplace.core.outbox import ENTITIES
from marketplace.core.unit import session, unit
from marketplace.settings import Settings
from search import Document, Index
from search.semantic.embedder import Embedder, model_name, open_embedder, space_of
from search.semantic.errors import ModelAbsent
from search.semantic.passage import passage, text_key
from search.semantic.vector import Space, Vector

BATCH = 16  # texts computed between two commits; what a kill can cost

Record = tuple[str, int]  # entity, id


class SearchVector(Base):
    """The vector of a text by a model; whoever carries the same text uses it."""

    __tablename__ = "search_vector"

    text_key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    model_id: Mapped[str] = mapped_column(String(300), primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = timestamp(default=clock.now)


class VectorTask(Base):
    """A record whose text waits for its vector."""

    __tablename__ = "search_vector_task"

    entity: Mapped[str] = mapped_column(String(40), primary_key=True)
    entity_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    created_at: Mapped[datetime] = timestamp(default=clock.now)


@dataclass(frozen=True)
class Progress:
    """What operators see: texts with a vector by the present model, and records that wait for theirs."""

    model_id: str
    known: int
    waiting: int


_models: dict[int, Embedder] = {}
_opening = threading.Lock()


def open_model(settings: Settings) -> Embedder | None:
    """The model of this process, opened once; None when switched off. Raises ModelAbsent."""
    with _opening:
        if os.getpid() not in _models:
            found = open_embedder(settings.semantic, model=settings.semantic_model, key=settings.semantic_api_key)
            if found is None:
                return None
            _models.clear()
            _models[os.getpid()] = found
        return _models[os.getpid()]


def progress() -> Progress:
    """How far the vectors are."""
    name = _name(current_app.config["SETTINGS"])
    known = select(func.count()).where(SearchVector.model_id == name).scalar_subquery()
    waiting = select(func.count()).select_from(VectorTask).scalar_subquery()
    return Progress(name, *session().execute(select(known, waiting)).one())


def _name(settings: Settings) -> str:
    """The model's name without opening it: writing the index must not wait for a model."""
    try:
        return model_name(settings.semantic, settings.semantic_model)
    except ModelAbsent:
        return ""


def carried(records: Sequence[Record], documents: Sequence[Document]) -> list[Document]:
    """The documents with the vectors that are known; what has none yet is noted for the worker.

    `records` says whose documents they are, in order. Joins the open unit of work or makes one.
    """
    name = _name(current_app.config["SETTINGS"])
    if not name or not documents:
        return list(documents)
    keys = _keys(documents)
    with unit():
        found = _known(name, {key for key in keys if key})
        want(record for record, key in zip(records, keys, strict=True) if key and key not in found)
    return [
        replace(document, vector=found.get(key)) if key else document
        for document, key in zip(documents, keys, strict=True)
    ]


def known(documents: Sequence[Document]) -> tuple[dict[bytes, Vector], int]:
    """The vectors of the documents' texts by key, and how many texts have none yet."""
    keys = {key for key in _keys(documents) if key}
    found = _known(_name(current_app.config["SETTINGS"]), keys)
    return found, len(keys) - len(found)


def _keys(documents: Sequence[Document]) -> list[bytes]:
    """The key of each document's text, b"" for one without."""
    declaration: Index = current_app.extensions["search_index"]
    texts = [passage(document, declaration) for document in documents]
    return [text_key(text) if text else b"" for text in texts]


def _known(name: str, keys: Iterable[bytes]) -> dict[bytes, Vector]:
    rows = session().execute(
        select(SearchVector.text_key, SearchVector.packed).where(
            SearchVector.model_id == name, SearchVector.text_key.in_(list(keys))
        )
    )
    return {key: Vector(Space(name, len(packed) // 2), packed) for key, packed in rows}


def want(records: Iterable[Record]) -> None:
    """Note records whose vectors the worker should compute; noting one twice changes nothing."""
    rows = [{"entity": entity, "entity_id": number} for entity, number in dict.fromkeys(records)]
    if rows:
        session().execute(insert(VectorTask).values(rows).on_conflict_do_nothing())


def want_all(chunk: int = 1000) -> None:
    """Note every record: after a change of the model, or for an index that was built without vectors."""
    for name, entity in ENTITIES.items():
        last = 0
        while ids := entity.ids_after(session(), last, chunk):
            want((name, number) for number in ids)
            last = ids[-1]


def keep(model_id: str, vectors: Iterable[tuple[bytes, bytes]]) -> None:
    """Store packed vectors by text key; one that is known already stays."""
    rows = [{"text_key": key, "model_id": model_id, "packed": packed} for key, packed in vectors]
    for start in range(0, len(rows), 1000):
        session().execute(insert(SearchVector).values(rows[start : start + 1000]).on_conflict_do_nothing())


def work(model: Embedder, limit: int = BATCH) -> int:
    """Compute what waits, a few records at a time, and send their documents to the index; returns how many.

    Nothing is held while the model computes, and a killed run leaves its records waiting. Raises ModelFailed.
    """
    with unit():
        tasks = list(session().scalars(select(VectorTask).order_by(VectorTask.created_at).limit(limit)))
        records = [(task.entity, task.entity_id) for task in tasks]
        texts = _texts(records)
        found = _known(model.model_id, texts)
        missing = {key: text for key, text in texts.items() if key not in found}
    computed = model.passages(list(missing.values())) if missing else ()
    space = space_of(model)
    with unit():
        rows = zip(missing, computed, strict=True)
        keep(space.model_id, [(key, Vector.of(space, row).packed) for key, row in rows])
        for entity in dict.fromkeys(entity for entity, _number in records):
            numbers = [number for name, number in records if name == entity]
            session().execute(delete(VectorTask).where(VectorTask.entity == entity, VectorTask.entity_id.in_(numbers)))
            if entity in ENTITIES:
                outbox.enqueue(entity, numbers)
    return len(records)


def _texts(records: Sequence[Record]) -> dict[bytes, str]:
    """The texts of the records by key, as they are now; records without text have none."""
    declaration: Index = current_app.extensions["search_index"]
    found: dict[bytes, str] = {}
    for name, entity in ENTITIES.items():
        ids = [number for entity_name, number in records if entity_name == name]
        for document in entity.build(session(), ids) if ids else ():
            if text := passage(document, declaration):
                found[text_key(text)] = text
    return found
