"""Documents that were put aside: what was refused and why, and another try once the cause is mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Update, func, select, update

from marketplace.core import audit, rebuilds
from marketplace.core.errors import NotFound
from marketplace.core.indexing import MAX_ATTEMPTS
from marketplace.core.outbox import ENTITIES, OutboxRow
from marketplace.core.policy import Actor
from marketplace.core.unit import session


@dataclass(frozen=True)
class DeadLetter:
    """A change the index did not take; `exhausted` when it was tried in vain, else it was refused at once."""

    id: int
    entity: str
    public_id: str
    at: datetime
    attempts: int
    exhausted: bool
    reason: str


def listed(limit: int = 100) -> list[DeadLetter]:
    """The newest first."""
    query = select(OutboxRow).where(OutboxRow.dead_at.is_not(None)).order_by(OutboxRow.id.desc()).limit(limit)
    rows = session().scalars(query).all()
    names = _public_ids(rows)
    return [
        DeadLetter(
            id=row.id, entity=row.entity, public_id=names.get((row.entity, row.entity_id), ""),
            at=row.dead_at, attempts=row.attempts, exhausted=row.attempts >= MAX_ATTEMPTS, reason=row.error or "",
        )
        for row in rows
        if row.dead_at is not None
    ]  # fmt: skip


def _public_ids(rows: Sequence[OutboxRow]) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for name, entity in ENTITIES.items():
        if ids := {row.entity_id for row in rows if row.entity == name}:
            query = select(entity.model.id, entity.model.public_id).where(entity.model.id.in_(ids))
            found |= {(name, row.id): row.public_id for row in session().execute(query)}
    return found


def retry(actor: Actor, number: int) -> None:
    """Queue one of them again. Raises NotFound when it is none (any more)."""
    if not _revive(actor, _again().where(OutboxRow.id == number)):
        raise NotFound()


def retry_all(actor: Actor) -> int:
    """Queue all of them again; how many."""
    return _revive(actor, _again())


def _again() -> Update:
    return (
        update(OutboxRow)
        .where(OutboxRow.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, next_try_at=func.clock_timestamp(), error=None)
    )


def _revive(actor: Actor, statement: Update) -> int:
    count = len(session().scalars(statement.returning(OutboxRow.id)).all())
    if count:
        audit.record("search.retried", actor=actor, subjects=[rebuilds.SUBJECT], data={"rows": count})
    return count
