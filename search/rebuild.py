"""Builds a new generation beside the one that is read and swaps it in after a gate; equal for both engines."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from search.analysis import Analysis
from search.backend import Backend, Generation
from search.document import Document
from search.errors import GateRefused, SearchError
from search.filling import batches, filling
from search.plan import Plan
from search.planner import plan as plan_of
from search.query import Query
from search.results import Outcome

LOW, HIGH = 0.999, 1.001  # counts the gate accepts, as shares of the expected number
SMOKE_SECONDS = 15.0  # an engine that just took a whole index may be slow for a moment
SMOKE_PAUSE = 0.2


@dataclass(slots=True)
class Report:
    """What a rebuild did: documents found alive in the new generation, and the refused ones with reasons."""

    generation: str
    documents: int = 0
    dead: list[Outcome] = field(default_factory=list)


def generation_name(analysis: Analysis, moment: datetime | None = None) -> str:
    """`<av>-<utc>`: the analysis and the moment, to the millisecond."""
    utc = (moment or datetime.now(UTC)).astimezone(UTC)
    return f"{analysis.av}-{utc:%Y%m%d%H%M%S}{utc.microsecond // 1000:03d}"


def gate(
    generation: Generation,
    *,
    expected: int,
    open_changes: int = 0,
    smoke: Sequence[Plan] = (),
    dead: Sequence[Outcome] = (),
    av: str = "",
) -> int:
    """Count and question a generation before anyone reads it; returns the number of its documents.

    Raises GateRefused naming every failed check: count within 0.1 % of `expected`, every smoke plan
    answers with at least one hit, no dead documents, and the analysis `av` when given. An empty expected
    count passes only an empty generation. Each of `open_changes`, which are written after the swap, may
    move the count by one.
    """
    found = generation.finish()
    failures = []
    if not LOW * expected - open_changes <= found <= HIGH * expected + open_changes:
        failures.append(f"{found} documents where {expected} are expected")
    if dead:
        failures.append(f"{len(dead)} documents were refused, first {dead[0].id}: {dead[0].reason}")
    if av and av != generation.analysis.av:
        failures.append(f"cut by {generation.analysis.av} where {av} is wanted")
    for number, asked in enumerate(smoke if expected else (), 1):
        failures += _smoke(generation, asked, number)
    if failures:
        raise GateRefused(tuple(failures))
    return found


def _smoke(generation: Generation, asked: Plan, number: int) -> list[str]:
    until = time.monotonic() + SMOKE_SECONDS
    while True:
        try:
            answer = generation.search(asked, until)
        except SearchError as error:
            if time.monotonic() + SMOKE_PAUSE < until:
                time.sleep(SMOKE_PAUSE)
                continue
            return [f"smoke query {number} failed: {error}"]
        return [] if answer.total else [f"smoke query {number} found nothing"]


def rebuild(
    backend: Backend,
    documents: Iterable[Document],
    *,
    expected: int | Callable[[], int],
    analysis: Analysis | None = None,
    smoke: Sequence[Query] = (),
) -> Report:
    """Stream documents into a new generation, pass the gate, swap. The old generation is kept.

    For an index that nobody writes to meanwhile (first start, tests, tools); under live traffic the site
    replays its outbox between `write` and `gate`. Raises GateRefused or the engine's error after the new
    generation was dropped.
    """
    cut = analysis or backend.analysis
    generation = backend.begin(generation_name(cut), cut)
    report = Report(generation.name)
    try:
        with filling(generation, 0 if callable(expected) else expected) as filled:
            for batch in batches(documents):
                filled.put(batch)
        report.dead = filled.dead
        count = expected() if callable(expected) else expected
        plans = [plan_of(query, backend.index, cut) for query in smoke]
        report.documents = gate(generation, expected=count, smoke=plans, dead=report.dead, av=cut.av)
        generation.promote()
    except BaseException:
        generation.drop()
        raise
    return report


__all__ = [
    "Report",
    "gate",
    "generation_name",
    "rebuild",
]
