"""Joins the list of words and the list of meaning by how strongly each speaks for a hit (relative scores)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol

DEPTH = 100  # places of either list that give points; beyond, the list of words goes on unchanged
DOUBT = 2.0  # how fast meaning loses weight as the first place of words stands out
LEAST = 0.3  # of its weight meaning keeps even beside the clearest first place


class Scored(Protocol):
    """A hit and what its own list says of it; scores of two lists need not be alike."""

    @property
    def id(self) -> str: ...

    @property
    def score(self) -> float: ...


def fuse(words: Sequence[Scored], meaning: Sequence[Scored], weight: float) -> list[str]:
    """Ids of both lists, each once, best first; the best of words gets 1, the nearest in meaning at most `weight`.

    Words give a hit its share of their best score. Meaning gives its weight to the nearest, nothing to the
    hundredth, and between them by likeness; the further the second of words lies behind the first, the less
    meaning weighs. So a clear first place outweighs a vague likeness; places alone could not tell the two
    apart. Every id of `words` is kept, whatever meaning says; a tie goes to words. Within what only one list
    holds, that list's order is kept. The first places do not change when `words` is asked further down, so
    that numbered pages fit together. Measured in docs/decisions/0070.
    """
    head, tail = words[:DEPTH], words[DEPTH:]
    shares = _shares(head)
    points = {hit.id: share for hit, share in zip(head, shares, strict=True)}
    lead = 1.0 - shares[1] if len(shares) > 1 else 1.0
    beside = weight * max(LEAST, 1.0 - DOUBT * lead)
    for id, likeness in _likeness(meaning[:DEPTH] if weight > 0 else ()).items():
        points[id] = points.get(id, 0.0) + beside * likeness
    # The sort is stable and the ids of words come first.
    ranked = sorted(points, key=lambda id: -points[id])
    return ranked + [hit.id for hit in tail if hit.id not in points]


def _shares(words: Sequence[Scored]) -> list[float]:
    """The share each has of the best score. Steps are scored apart, so none may have more than the one above it."""
    best = words[0].score if words else 0.0
    own = (max(0.0, hit.score / best) if best > 0 else 0.0 for hit in words)
    return list(accumulate(own, min))


def _likeness(meaning: Sequence[Scored]) -> dict[str, float]:
    """Id → 1 for the nearest down to 0 for the last."""
    if not meaning:
        return {}
    nearest, last = meaning[0].score, meaning[-1].score
    span = nearest - last
    return {hit.id: (hit.score - last) / span if span > 0 else 1.0 for hit in meaning}
