"""Whether the index still cuts by an older dictionary, and how far a rebuild is."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.core import indexing, rebuilds
from search.errors import SearchError


@dataclass(frozen=True)
class RebuildState:
    """`needed`: the words of the dictionary differ from those the index was cut by. `run`: the rebuild under way."""

    needed: bool
    run: rebuilds.Rebuild | None


def rebuild_state() -> RebuildState:
    """Compare the dictionary with the index; an engine that is away needs other help than a rebuild."""
    try:
        health = indexing.backend().health()
        needed = health.ok and health.av != indexing.analysis().av
    except SearchError:
        needed = False
    newest = next(iter(rebuilds.recent()), None)
    return RebuildState(needed, newest if newest and newest.finished_at is None else None)
