"""The search outbox: what changed is noted in the transaction of the change, for the index to follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, Text, event, func, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.core import db
from marketplace.core.db import Base, primary_key, timestamp
from marketplace.core.unit import SessionFactory, before_commit, session
from search import Document
from search.fields import Field
from search.index import Fold

CHANNEL = "search_outbox"


class OutboxRow(Base):
    """One entity whose document must be written again; the worker re-reads the entity when it does.

    Its instants are those of the database: what is late is judged the same on every machine.
    """

    __tablename__ = "search_outbox"
    __table_args__ = (
        # The worker asks for open rows in order; done ones are kept a day for a running rebuild.
        Index("ix_search_outbox_open", "id", postgresql_where=text("done_at IS NULL AND dead_at IS NULL")),
        # Searches ask before each answer when a change was settled last.
        Index("ix_search_outbox_settled_at", text("greatest(done_at, dead_at)")),
    )

    id: Mapped[int] = primary_key()
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = timestamp(server_default=func.clock_timestamp())
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime] = timestamp(server_default=func.clock_timestamp())
    done_at: Mapped[datetime | None] = timestamp()
    dead_at: Mapped[datetime | None] = timestamp()
    error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True)
class Entity:
    """A kind of record the index holds: its fields, how to build documents, and how to walk all rows.

    `model` is the table whose public ids name the documents (`<name>:<public id>`).
    `fields` are the declarations of the noun's documents.py.
    `build(session, ids)` answers one document per id, a tombstone for those that are not to be found.
    `ids_after(session, id, limit)` walks all ids in order for rebuild and reconcile.
    `count(session)` is how many of them are to be found.
    `fold` says that its documents stand for those of another entity; both are built of the same rows.
    """

    name: str
    model: type[db.Entity]
    fields: Sequence[Field]
    build: Callable[[Session, Sequence[int]], list[Document]]
    ids_after: Callable[[Session, int, int], list[int]]
    count: Callable[[Session], int]
    fold: Fold | None = None


ENTITIES: dict[str, Entity] = {}
# Where the words of the domain come from (term, source); taxonomy supplies its labels.
DICTIONARY: list[Callable[[Session], Iterable[tuple[str, str]]]] = []
_watched: dict[type, list[tuple[str, Callable[[Any], Iterable[int]]]]] = {}


def register(entity: Entity) -> None:
    """Make an entity searchable; called from app.py."""
    ENTITIES[entity.name] = entity


def watch(model: type, entity: str, ids_of: Callable[[Any], Iterable[int | None]]) -> None:
    """A change of a row of `model` means the documents `ids_of(row)` of `entity` must be written again."""
    pairs = _watched.setdefault(model, [])
    if not any(name == entity for name, _function in pairs):
        pairs.append((entity, ids_of))  # type: ignore[arg-type]


def enqueue(entity: str, ids: Iterable[int]) -> None:
    """Note entities explicitly: dependants of a label, or rows written in bulk."""
    rows = [{"entity": entity, "entity_id": number} for number in ids]
    if rows:
        session().execute(insert(OutboxRow), rows)
        session().info["outbox_rows"] = True


def enqueue_missing(entity: str, ids: Iterable[int]) -> None:
    """Note entities that do not wait already and were not refused: who only reads must not make the queue longer."""
    unsettled = select(OutboxRow.entity_id).where(OutboxRow.entity == entity, OutboxRow.done_at.is_(None))
    wanted = set(ids)
    waiting = set(session().scalars(unsettled.where(OutboxRow.entity_id.in_(wanted)))) if wanted else set()
    enqueue(entity, sorted(wanted - waiting))


@event.listens_for(SessionFactory, "after_flush")
def _collect(opened: Session, _context: Any) -> None:
    """Remember what this flush touched: new rows have their ids only now."""
    touched: set[tuple[str, int]] = opened.info.setdefault("outbox", set())
    for row in {*opened.new, *opened.dirty, *opened.deleted}:
        for entity, ids_of in _watched.get(type(row), ()):
            touched.update((entity, number) for number in ids_of(row) if number is not None)


@before_commit
def write(opened: Session) -> None:
    """Write what the unit touched, once per entity, and wake the worker when the commit succeeds."""
    touched = sorted(opened.info.pop("outbox", set()))
    if touched:
        opened.execute(
            insert(OutboxRow),
            [{"entity": entity, "entity_id": number} for entity, number in touched],
        )
    if touched or opened.info.pop("outbox_rows", False):
        opened.execute(text(f"NOTIFY {CHANNEL}"))
