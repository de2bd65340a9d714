"""Compares the index with the database, queues what differs, and keeps the last thirty reports."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Float, Integer, String, delete, func, or_, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core import audit, indexing, jobs, outbox, rebuilds
from marketplace.core.db import Base, primary_key, timestamp
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import Actor
from marketplace.core.unit import session, unit
from search import Document
from search.filling import batches
from search.plan import In, Plan

KINDS = ("missing", "outdated", "ahead", "superfluous")
KEPT = 30
TOMBSTONES_KEPT = timedelta(days=7)
LOOK_SECONDS = 30.0
PAGE = 1_000

Record = tuple[str, int]  # entity, id


class Reconciliation(Base):
    """One comparison.

    missing      to be found, but not in the index          outdated  an older version is in the index
    ahead        the index holds a newer version than the database (a database restored from a backup)
    superfluous  found in the index, without a record in the database
    The first two were queued; only a rebuild mends the others.
    """

    __tablename__ = "search_reconcile"

    id: Mapped[int] = primary_key()
    started_at: Mapped[datetime] = timestamp(server_default=func.clock_timestamp())
    seconds: Mapped[float] = mapped_column(Float)
    generation: Mapped[str] = mapped_column(String(120))
    compared: Mapped[int] = mapped_column(Integer)
    missing: Mapped[int] = mapped_column(Integer)
    outdated: Mapped[int] = mapped_column(Integer)
    ahead: Mapped[int] = mapped_column(Integer)
    superfluous: Mapped[int] = mapped_column(Integer)

    @property
    def differences(self) -> int:
        """Everything that differed; expected 0."""
        return self.missing + self.outdated + self.ahead + self.superfluous

    @property
    def needs_rebuild(self) -> bool:
        """Whether something differed that writing documents again cannot mend."""
        return bool(self.ahead or self.superfluous)


@dataclass(slots=True)
class _Comparison:
    """What one walk over both sides has found so far."""

    compared: int = 0
    found: dict[str, list[Record]] = field(default_factory=lambda: {kind: [] for kind in KINDS[:3]})

    def compare(self, record: Record, document: Document, stored: int | None) -> None:
        self.compared += 1
        if stored is None:
            if not document.deleted:
                self.found["missing"].append(record)
        elif stored != document.version:
            self.found["outdated" if stored < document.version else "ahead"].append(record)

    def leave_out(self, moving: set[Record]) -> None:
        """Records that changed meanwhile follow by themselves: they are no difference."""
        for kind, records in self.found.items():
            self.found[kind] = [record for record in records if record not in moving]


def run() -> Reconciliation:
    """Walk both sides, queue what is missing or outdated, store and return the report."""
    began = time.monotonic()
    with unit(independent=True) as opened:
        since = opened.execute(select(func.clock_timestamp())).scalar_one()
    generation = indexing.backend().health().generation
    stored = _stored()
    comparison = _Comparison()
    for name, ids, documents in indexing.walk():
        for number, document in zip(ids, documents, strict=True):
            comparison.compare((name, number), document, stored.pop(document.id, None))
    comparison.leave_out(_moving(comparison, since))
    for name in outbox.ENTITIES:
        for kind in ("missing", "outdated"):
            outbox.enqueue(name, [number for entity, number in comparison.found[kind] if entity == name])
    counts: dict[str, Any] = {kind: len(records) for kind, records in comparison.found.items()}
    return _keep(
        Reconciliation(
            started_at=since, seconds=time.monotonic() - began, generation=generation, compared=comparison.compared,
            superfluous=_living(list(stored)), **counts,
        )
    )  # fmt: skip


def ask(actor: Actor) -> None:
    """Order a comparison from the worker."""
    jobs.defer("core.reconcile", lock="search-reconcile")
    audit.record("search.reconcile_ordered", actor=actor, subjects=[rebuilds.SUBJECT])


def reports(limit: int = KEPT) -> Sequence[Reconciliation]:
    """The kept reports, newest first."""
    return session().scalars(select(Reconciliation).order_by(Reconciliation.id.desc()).limit(limit)).all()


def purge_tombstones() -> int:
    """Forget tombstones written seven days ago or earlier; returns how many."""
    return indexing.backend().purge(int(time.time() - TOMBSTONES_KEPT.total_seconds()))


def _stored() -> dict[str, int]:
    """Every document of the index, tombstones too, with its version."""
    stored: dict[str, int] = {}
    after = ""
    while pairs := indexing.backend().versions(after, PAGE):
        stored.update(pairs)
        after = pairs[-1][0]
    return stored


def _moving(comparison: _Comparison, since: datetime) -> set[Record]:
    """Of the records that differ, those that wait in the outbox or were settled since the start."""
    differing = [record for records in comparison.found.values() for record in records]
    moving: set[Record] = set()
    for chunk in batches(differing, PAGE):
        query = select(OutboxRow.entity, OutboxRow.entity_id).where(
            tuple_(OutboxRow.entity, OutboxRow.entity_id).in_(chunk),
            or_(OutboxRow.done_at >= since, (OutboxRow.done_at.is_(None)) & (OutboxRow.dead_at.is_(None))),
        )
        moving |= {(row.entity, row.entity_id) for row in session().execute(query)}
    return moving


def _living(ids: list[str]) -> int:
    """How many of these documents can be found; tombstones of records that are gone do no harm."""
    found = 0
    for chunk in batches(sorted(ids), PAGE):
        asked = Plan(base=(In("deleted", ("0",)),), step="browse", match=In("id", tuple(chunk)), limit=1)
        found += indexing.backend().search(asked, time.monotonic() + LOOK_SECONDS).total
    return found


def _keep(report: Reconciliation) -> Reconciliation:
    session().add(report)
    session().flush()
    oldest = select(Reconciliation.id).order_by(Reconciliation.id.desc()).limit(KEPT)
    session().execute(delete(Reconciliation).where(Reconciliation.id.not_in(oldest)))
    return report
