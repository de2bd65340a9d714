"""The recorded results: what the tree last measured, so that a loss is seen in the change that causes it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from tools.relevance.measure import Measured
from tools.relevance.metrics import Score

FILE = Path(__file__).with_name("baseline.json")
TOLERANCE = 0.02  # a smaller difference is within the noise of 600 questions


def read(size: str) -> dict[tuple[str, str], Score]:
    """(engine, suite) → recorded score of the `full` or the `quick` run."""
    recorded = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return {
        (engine, suite): Score(**values)
        for engine, suites in recorded.get(size, {}).items()
        for suite, values in suites.items()
    }


def record(size: str, measured: Iterable[Measured]) -> None:
    """Replaces the records of what was measured; other records stay."""
    recorded = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for result in measured:
        rounded = {name: round(value, 4) for name, value in asdict(result.score).items()}
        recorded.setdefault(size, {}).setdefault(result.engine, {})[result.suite] = rounded
    FILE.write_text(json.dumps(recorded, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def losses(size: str, measured: Iterable[Measured]) -> list[str]:
    """One line for each suite whose MRR or nDCG fell by more than the tolerance."""
    known = read(size)
    found = []
    for result in measured:
        before = known.get((result.engine, result.suite))
        if before is None:
            continue
        for name in ("mrr", "ndcg"):
            was, now = getattr(before, name), getattr(result.score, name)
            if now < was - TOLERANCE:
                found.append(f"{result.engine}, {result.suite}: {name} fell from {was:.3f} to {now:.3f}")
    return found
