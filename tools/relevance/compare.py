"""Whether a difference between two measurements of the same questions is more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.demo.seeded import seeded
from tools.relevance.metrics import Score

DRAWS = 1_000
SEED = 4
SMALL = 0.005  # differences below it are noise at 600 questions


@dataclass(frozen=True)
class Difference:
    """Mean difference per question, and the bounds within which 95 of 100 resamplings lie."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Change:
    """A question that is answered better or worse than before, by nDCG."""

    question: str
    before: float
    now: float


def difference(figure: str, before: Mapping[str, Score], now: Mapping[str, Score]) -> Difference | None:
    """Now minus before over the questions both have, with a paired bootstrap; None when they share none."""
    shared = sorted(before.keys() & now.keys())
    if not shared:
        return None
    each = [getattr(now[id], figure) - getattr(before[id], figure) for id in shared]
    low, high = _interval([delta for delta in each if delta], len(each))
    return Difference(sum(each) / len(each), low, high)


def _interval(changed: Sequence[float], count: int) -> tuple[float, float]:
    """2.5 and 97.5 % of the means of `count` draws with replacement, of which the unchanged weigh nothing."""
    if not changed:
        return 0.0, 0.0
    chosen = seeded(SEED, "bootstrap")
    padded = [*changed, *[0.0] * (count - len(changed))]
    means = sorted(sum(chosen.choices(padded, k=count)) / count for _ in range(DRAWS))
    return means[int(0.025 * DRAWS)], means[int(0.975 * DRAWS) - 1]


def changes(before: Mapping[str, Score], now: Mapping[str, Score]) -> list[Change]:
    """Questions whose answer changed, the greatest loss first."""
    found = [Change(id, before[id].ndcg, now[id].ndcg) for id in before.keys() & now.keys()]
    return sorted(
        (change for change in found if abs(change.now - change.before) >= SMALL),
        key=lambda change: (change.now - change.before, change.question),
    )
