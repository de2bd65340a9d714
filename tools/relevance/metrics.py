"""MRR@10, nDCG@10 and recall@100 of ranked ids against graded answers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

CUT = 10
RECALL_CUT = 100


@dataclass(frozen=True, slots=True)
class Score:
    """Of one query, or the mean over queries; each in 0 … 1."""

    mrr: float
    ndcg: float
    recall: float


def score(ranked: Sequence[str], grades: Mapping[str, int]) -> Score:
    """One query. `grades` has the answers only, 1 or higher; a grade g gains 2^g - 1.

    `ranked` holds at least the first 100 hits, or all there are. MRR and recall count every answer alike.
    """
    first = next((place for place, id in enumerate(ranked[:CUT], 1) if id in grades), 0)
    found = len(grades.keys() & set(ranked[:RECALL_CUT]))
    ideal = _gain(sorted(grades.values(), reverse=True)[:CUT])
    ndcg = _gain([grades.get(id, 0) for id in ranked[:CUT]]) / ideal
    return Score(1 / first if first else 0.0, ndcg, found / len(grades))


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def mean(scores: Iterable[Score]) -> Score:
    """Mean of single queries; raises ZeroDivisionError for none."""
    each = list(scores)
    return Score(
        sum(one.mrr for one in each) / len(each),
        sum(one.ndcg for one in each) / len(each),
        sum(one.recall for one in each) / len(each),
    )
