"""How much of the first ten of one engine the other has too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.relevance.measure import Measured

LEAST = 0.8


@dataclass(frozen=True)
class Overlap:
    """Mean share over the questions of a suite that both engines answered."""

    suite: str
    questions: int
    share: float


def overlaps(measured: Sequence[Measured]) -> list[Overlap]:
    """One line for each suite that was measured on two engines."""
    by_suite: dict[str, list[Measured]] = {}
    for result in measured:
        by_suite.setdefault(result.suite.name, []).append(result)
    return [_overlap(name, *pair) for name, pair in by_suite.items() if len(pair) == 2]


def _overlap(suite: str, one: Measured, other: Measured) -> Overlap:
    tops = {answer.question.id: set(answer.top) for answer in other.answers}
    shares = [
        len(tops[answer.question.id] & set(answer.top)) / max(len(answer.top), len(tops[answer.question.id]), 1)
        for answer in one.answers
        if answer.top or tops[answer.question.id]
    ]
    return Overlap(suite, len(shares), sum(shares) / len(shares) if shares else 1.0)
