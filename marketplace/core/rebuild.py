"""Rebuild of the search index under live traffic: a new generation, a replay of what changed, a gate, a swap."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, select

from marketplace.core import clock, indexing, rebuilds, vectors
from marketplace.core.outbox import ENTITIES, OutboxRow
from marketplace.core.searchable import TITLE
from marketplace.core.unit import session, unit
from search import Document, Query
from search import rebuild as library
from search.analysis import Analysis
from search.backend import Backend, Generation
from search.filling import Filling, batches, filling, write
from search.plan import In, Plan
from search.planner import plan as plan_of
from search.query import Clause, ParsedText
from search.results import Outcome

FEW = 100  # changes that may wait for the last replay, while the drain stands still
SMOKE = 20
SMOKE_CHARACTERS = 60  # of a title: enough to be itself, short enough to be asked


def run(asked_by: str = "flask", number: int | None = None) -> Iterator[str]:
    """Rebuild under live traffic, one progress line at a time.

    What the drain settled since the start is replayed before the swap, the last of it while the drain
    waits; what is still open then is drained into the new generation. So nothing is lost.
    Raises RebuildRuns, GateRefused when a check fails, SearchError when the engine does.
    """
    with rebuilds.running(asked_by, number) as started:
        if started is not None:
            yield from _Work(started).steps()


@dataclass(slots=True)
class _Work:
    """One rebuild: what it has seen so far."""

    number: int
    seen: int = 0
    dead: list[Outcome] = field(default_factory=list)
    replayed: set[int] = field(default_factory=set)
    sample: list[tuple[str, int, int]] = field(default_factory=list)

    def steps(self) -> Iterator[str]:
        with unit(independent=True) as opened:
            since = opened.execute(select(func.clock_timestamp())).scalar_one()
            cut = indexing.analysis()
            expected = _expected()
        backend = indexing.backend()
        for name in indexing.orphans(backend):
            backend.discard(name)
        generation = backend.begin(library.generation_name(cut, clock.now()), cut)
        rebuilds.note(self.number, generation=generation.name, expected=expected)
        try:
            with filling(generation, expected) as filled:
                for name, ids, documents in indexing.walk():
                    self._hand_over(filled, name, ids, documents)
                    yield f"{filled.written} documents written"
            self.dead += filled.dead
            rebuilds.note(self.number, written=filled.written)
            while self._replay(generation, since) > FEW:
                pass
            generation.finish()
            self._gate_and_swap(backend, generation, cut, since)
        except BaseException:
            generation.drop()
            raise
        yield f"generation {generation.name} is read now"

    def _hand_over(self, filled: Filling, name: str, ids: list[int], documents: list[Document]) -> None:
        carried = vectors.carried([(name, number) for number in ids], documents)
        filled.put([document for document in carried if not document.deleted])
        for number, document in zip(ids, documents, strict=True):
            if not document.deleted:
                self._consider((name, number, document.version))
        rebuilds.note(self.number, written=filled.written)

    def _consider(self, record: tuple[str, int, int]) -> None:
        """Keep each record with the same chance (reservoir sampling)."""
        self.seen += 1
        if len(self.sample) < SMOKE:
            self.sample.append(record)
        elif (place := random.randrange(self.seen)) < SMOKE:  # noqa: S311 (a sample, not a secret)
            self.sample[place] = record

    def _replay(self, generation: Generation, since: datetime) -> int:
        """Write again what the drain settled since the start and was not replayed yet; how many rows."""
        with unit(independent=True) as opened:
            query = select(OutboxRow.id, OutboxRow.entity, OutboxRow.entity_id).where(OutboxRow.done_at >= since)
            rows = [row for row in opened.execute(query.order_by(OutboxRow.id)) if row.id not in self.replayed]
        for chunk in batches(rows, indexing.BATCH):
            with unit(independent=True) as opened:
                batch: list[Document] = []
                for name, entity in ENTITIES.items():
                    ids = sorted({row.entity_id for row in chunk if row.entity == name})
                    batch += vectors.carried([(name, number) for number in ids], entity.build(opened, ids))
            self.dead += write(generation, batch)
        self.replayed |= {row.id for row in rows}
        return len(rows)

    def _gate_and_swap(self, backend: Backend, generation: Generation, cut: Analysis, since: datetime) -> None:
        with indexing.drain_paused():
            self._replay(generation, since)
            expected = _expected()
            open_changes = _open_changes()  # counted after `expected`, so that it holds whatever moved it
            smoke = self._smoke_plans(backend, cut)
            library.gate(
                generation, expected=expected, open_changes=open_changes, smoke=smoke, dead=self.dead, av=cut.av
            )
            generation.promote()

    def _smoke_plans(self, backend: Backend, cut: Analysis) -> list[Plan]:
        """The titles of the sampled records must find the records themselves; those that changed since are let off."""
        plans = []
        for name, number, version in self.sample:
            (document,) = ENTITIES[name].build(session(), [number])
            title = _title(document)
            if title and document.version == version:
                text = ParsedText(title, (Clause("word", title),))
                asked = plan_of(Query(audience=document.audience, text=text), backend.index, cut)
                plans.append(replace(asked, base=(*asked.base, In("id", (document.id,)))))
        return plans


def _title(document: Document) -> str:
    value = document.fields.get(TITLE.name)
    return str(value[0] if isinstance(value, tuple) and value else value or "")[:SMOKE_CHARACTERS]


def _expected() -> int:
    """How many documents the database says must be found."""
    return sum(entity.count(session()) for entity in ENTITIES.values())


def _open_changes() -> int:
    query = select(func.count()).where(OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None))
    return session().scalar(query) or 0
