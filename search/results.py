"""Answers: hits, facets and totals for the site, raw answers of engines, outcomes of writes, health."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from search.query import Notice

# Hits come by the hundred in every answer: named tuples are made in a fraction of the time.


class RawHit(NamedTuple):
    """One hit of an engine."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class RawResults:
    """An engine's answer to one plan. `facets` maps field → {value: count}; `partial` = some shard failed.

    `without` is filled when nothing was found: field of a filter that is also a facet → hits without that filter.
    `aside` are the facets of the plan that was counted in the same breath.
    """

    hits: tuple[RawHit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    total_is_exact: bool = True
    partial: bool = False
    generation: str = ""
    without: Mapping[str, int] = field(default_factory=dict)
    aside: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Hit(NamedTuple):
    """One row of the answer; `step` says whether it has all words. Scores are shown to staff only."""

    id: str
    score: float
    step: str
    features: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value of a facet, its honest count, and whether the reader has chosen it."""

    value: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """What a page shows. `step` is the rung of the ladder that totals and facets belong to.

    `facets_left_out` is true when the deadline left no time for counting. `by_meaning` hits (step "meaning")
    stand in the list beside the `total` that the words find, and so do `by_fold` hits, found only by a document that
    stands for them (step: its kind). `without` tells for a question without hits how many there are when one of its
    filters is dropped. `unstated` is how many lack the value of the order and come last: None where nothing was
    counted, or everything has a value.
    """

    hits: tuple[Hit, ...]
    total: int
    total_is_exact: bool
    facets: Mapping[str, tuple[Bucket, ...]]
    step: str
    engine: str
    generation: str
    understanding: tuple[Notice, ...] = ()
    suggestions: tuple[str, ...] = ()
    facets_left_out: bool = False
    partial: bool = False
    by_meaning: int = 0
    by_fold: int = 0
    unstated: int | None = None
    without: Mapping[str, int] = field(default_factory=dict)
    took_ms: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out for want of time, so that asking again would answer the same."""
        return not (self.partial or self.facets_left_out or any(notice.is_gap for notice in self.understanding))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document of a batch: done, stale (a newer one is there), retry or dead."""

    id: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a document is where it is: whether it is a hit, its score, and what shut it out."""

    id: str
    is_hit: bool
    score: float | None
    excluded_by: tuple[str, ...]
    detail: object


@dataclass(frozen=True, slots=True)
class Health:
    """State of an engine: `ok` means it can answer now."""

    engine: str
    ok: bool
    generation: str = ""
    av: str = ""
    documents: int = 0
    detail: Mapping[str, object] = field(default_factory=dict)


__all__ = ["Bucket", "Explanation", "Health", "Hit", "Notice", "Outcome", "RawHit", "RawResults", "Results"]
