"""Joins the list of words and the list of meaning by their places (weighted reciprocal rank fusion)."""

from __future__ import annotations

from collections.abc import Sequence

K = 60  # the constant of reciprocal rank fusion: how little the first places tower over the next
DEPTH = 100  # places of either list that give points; beyond, the list of words goes on unchanged


def fuse(words: Sequence[str], meaning: Sequence[str], weight: float) -> list[str]:
    """Ids of both lists, each once, best first; `weight` is that of meaning where words have 1.

    A place gives 1 / (60 + place). Every id of `words` is kept, whatever meaning says; a tie goes to words.
    Within what only one list holds, that list's order is kept. The first places do not change when `words`
    is asked further down, so that numbered pages fit together.
    """
    head, tail = words[:DEPTH], words[DEPTH:]
    points = {id: 1.0 / (K + place) for place, id in enumerate(head, 1)}
    for place, id in enumerate(meaning[:DEPTH] if weight > 0 else (), 1):
        points[id] = points.get(id, 0.0) + weight / (K + place)
    # The sort is stable and the ids of words come first.
    ranked = sorted(points, key=lambda id: -points[id])
    return ranked + [id for id in tail if id not in points]
