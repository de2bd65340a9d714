"""The recorded scores of every question: what the tree last measured, so that a loss is seen where it happens."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from pathlib import Path

from tools.relevance.measure import Measured
from tools.relevance.metrics import Score, mean

FOLDER = Path(__file__).with_name("baseline")
TOLERANCE = 0.02  # a smaller difference is within the noise of 600 questions
DECIMALS = 4

Records = Mapping[tuple[str, str], Mapping[str, Score]]  # (engine, suite) → question → score


def read(size: str) -> Records:
    """The records of the `full` or the `quick` run; empty when nothing was recorded."""
    return {
        (engine, suite): {question: Score(*figures) for question, figures in questions.items()}
        for engine, suites in _load(size).items()
        for suite, questions in suites.items()
    }


def record(size: str, measured: Iterable[Measured]) -> None:
    """Replaces the records of what was measured; other records stay."""
    recorded = _load(size)
    for result in measured:
        recorded.setdefault(result.engine, {})[result.suite.name] = {
            question: [round(figure, DECIMALS) for figure in astuple(score)]
            for question, score in sorted(result.scores.items())
        }
    text = json.dumps(recorded, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    FOLDER.mkdir(exist_ok=True)
    _file(size).write_bytes(gzip.compress(text.encode(), mtime=0))


def losses(size: str, measured: Iterable[Measured]) -> list[str]:
    """One line for each suite whose MRR or nDCG fell by more than the tolerance."""
    known = read(size)
    found = []
    for result in measured:
        before = known.get((result.engine, result.suite.name))
        if not before:
            continue
        for figure in ("mrr", "ndcg"):
            was, now = getattr(mean(before.values()), figure), getattr(result.score, figure)
            if now < was - TOLERANCE:
                found.append(f"{result.engine}, {result.suite.name}: {figure} fell from {was:.3f} to {now:.3f}")
    return found


def _file(size: str) -> Path:
    return FOLDER / f"{size}.json.gz"


def _load(size: str) -> dict[str, dict[str, dict[str, list[float]]]]:
    if not _file(size).exists():
        return {}
    loaded: dict[str, dict[str, dict[str, list[float]]]] = json.loads(gzip.decompress(_file(size).read_bytes()))
    return loaded
