"""Rebuild and reconcile of the search index: a new generation, a gate, a swap; differences queued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from marketplace.core import clock, indexing, outbox
from marketplace.core.outbox import ENTITIES, OutboxRow
from marketplace.core.unit import session, unit
from search import Document, Query
from search import rebuild as library
from search.backend import Backend
from search.plan import Plan
from search.planner import plan as plan_of


@dataclass(frozen=True)
class Reconciliation:
    """How many documents were compared and how many differed (each difference is queued)."""

    compared: int
    differences: int


def run() -> Iterator[str]:
    """Rebuild under live traffic, one progress line at a time. Raises GateRefused when a check fails.

    Rows of the outbox younger than the start are replayed into the new generation before the swap, the
    last of them while the drain waits, so that nothing is lost and nothing is doubled.
    """
    settings = current_app.config["SETTINGS"]
    with unit(independent=True) as opened:
        mark = opened.scalar(select(func.coalesce(func.max(OutboxRow.id), 0))) or 0
        cut = indexing.analysis()
    backend = indexing.backend()
    generation = backend.begin(library.generation_name(cut, clock.now()), cut)
    try:
        written, dead = 0, []
        for batch in indexing.documents():
            dead += library.write(generation, batch)
            written += len(batch)
            yield f"{written} documents written"
        mark = _replay(generation, mark)
        with indexing.drain_paused(settings):
            _replay(generation, mark)
            with unit():
                expected = sum(_count(name) for name in ENTITIES)
            smoke = _smoke_plans(backend) if expected else []
            library.gate(generation, expected=expected, smoke=smoke, dead=dead, av=cut.av)
            generation.promote()
    except BaseException:
        generation.drop()
        raise
    yield f"generation {generation.name} is read now"


def _replay(generation: library.Generation, mark: int) -> int:
    """Write what changed since the mark, done or not; returns the new mark."""
    while True:
        with unit(independent=True) as opened:
            rows = opened.execute(
                select(OutboxRow.id, OutboxRow.entity, OutboxRow.entity_id)
                .where(OutboxRow.id > mark)
                .order_by(OutboxRow.id)
                .limit(indexing.BATCH)
            ).all()
            if not rows:
                return mark
            batch: list[Document] = []
            for name, entity in ENTITIES.items():
                batch += entity.build(opened, sorted({row.entity_id for row in rows if row.entity == name}))
            mark = rows[-1].id
        library.write(generation, batch)


def _count(name: str) -> int:
    """How many documents of an entity the database says must be found."""
    return sum(
        len([document for document in ENTITIES[name].build(session(), ids) if not document.deleted])
        for ids in _all_ids(name)
    )


def _all_ids(name: str, chunk: int = 1000) -> Iterator[list[int]]:
    last = 0
    while ids := ENTITIES[name].ids_after(session(), last, chunk):
        yield ids
        last = ids[-1]


def _smoke_plans(backend: Backend) -> list[Plan]:
    """Questions that a good generation answers: everything public, newest first."""
    query = Query(audience=frozenset({"public"}))
    return [plan_of(query, backend.index, backend.analysis)]


def reconcile() -> Reconciliation:
    """Walk both sides and queue every entity whose document is missing, superfluous or of another version."""
    stored: dict[str, int] = {}
    after = ""
    while pairs := indexing.backend().versions(after, 1000):
        stored.update(pairs)
        after = pairs[-1][0]
    compared = differences = 0
    for name, entity in ENTITIES.items():
        for ids in _all_ids(name):
            wrong = []
            for number, document in zip(ids, entity.build(session(), ids), strict=True):
                compared += 1
                found = stored.pop(document.id, None)
                if found != document.version and not (document.deleted and found is None):
                    wrong.append(number)
            outbox.enqueue(name, wrong)
            differences += len(wrong)
    return Reconciliation(compared, differences)
