"""MRR@10, nDCG@10 and recall@100 of ranked ids against a set of relevant ones (all equally relevant)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

CUT = 10
RECALL_CUT = 100


@dataclass(frozen=True, slots=True)
class Score:
    """Means over queries, each in 0 … 1."""

    mrr: float
    ndcg: float
    recall: float


def score(ranked: Sequence[str], relevant: Collection[str]) -> Score:
    """One query. `ranked` holds at least the first 100 hits, or all there are."""
    wanted = set(relevant)
    first = next((place for place, id in enumerate(ranked[:CUT], 1) if id in wanted), 0)
    gain = sum(1 / math.log2(place + 1) for place, id in enumerate(ranked[:CUT], 1) if id in wanted)
    ideal = sum(1 / math.log2(place + 1) for place in range(1, min(len(wanted), CUT) + 1))
    found = len(wanted.intersection(ranked[:RECALL_CUT]))
    return Score(1 / first if first else 0.0, gain / ideal, found / len(wanted))


def mean(scores: Iterable[Score]) -> Score:
    """Mean of single queries; raises ZeroDivisionError for none."""
    each = list(scores)
    return Score(
        sum(one.mrr for one in each) / len(each),
        sum(one.ndcg for one in each) / len(each),
        sum(one.recall for one in each) / len(each),
    )
