"""Joins the list of words and the list of meaning by weighted reciprocal rank."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

DEPTH = 100  # places of either list that give points; beyond, the list of words goes on unchanged
CONSTANT = 10  # added to each place: the higher it is, the less a first place is worth beside a tenth


@dataclass(frozen=True, slots=True)
class Weight:
    """What meaning weighs beside words: a place in its list is worth `places` times the same place of words.

    A first hit of words whose points lie at least `clear` of them ahead of the second's stays first: a place alone does
    not tell how clearly words point at one record.
    """

    places: float
    clear: float


class Scored(Protocol):
    """A hit of words and its points."""

    @property
    def id(self) -> str: ...

    @property
    def score(self) -> float: ...


def fuse(words: Sequence[Scored], meaning: Sequence[str], weight: Weight) -> list[str]:
    """Ids of both lists, each once, best first: a place is worth 1 / (CONSTANT + place), in meaning times its weight.

    Every id of `words` is kept, whatever meaning says; a tie goes to words. Within what only one list holds, that
    list's order is kept. The first places do not change when `words` is asked further down, so that numbered pages
    fit together. After Cormack, Clarke, Büttcher: Reciprocal Rank Fusion (SIGIR 2009); measured in
    docs/decisions/0070.
    """
    head, tail = words[:DEPTH], words[DEPTH:]
    points = {hit.id: _worth(place) for place, hit in enumerate(head, 1)}
    for place, id in enumerate(meaning[:DEPTH], 1):
        points[id] = points.get(id, 0.0) + weight.places * _worth(place)
    if head and _lead(head) >= weight.clear:
        points[head[0].id] = math.inf
    # The sort is stable and the ids of words come first.
    ranked = sorted(points, key=lambda id: -points[id])
    return ranked + [hit.id for hit in tail if hit.id not in points]


def _worth(place: int) -> float:
    return 1.0 / (CONSTANT + place)


def _lead(words: Sequence[Scored]) -> float:
    """How far the first is ahead, as a share of its points: 1 where it is alone.

    Steps are scored apart, so a second may have more points than the first; that is no lead.
    """
    if len(words) == 1:
        return 1.0
    first, second = words[0].score, words[1].score
    return 1.0 - second / first if first > 0 else 0.0
