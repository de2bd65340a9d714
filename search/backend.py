"""The protocol both engines keep: ask, write, walk versions, build a new generation, explain, health."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from search.analysis import Analysis
from search.document import Document
from search.encode import Encoded
from search.index import Index
from search.plan import Plan
from search.results import Explanation, Health, Outcome, RawHit, RawResults
from search.semantic.vector import Space, Vector


class Generation(Protocol):
    """A new index being built beside the one that is read; nobody sees it before `promote`."""

    name: str
    index: Index
    analysis: Analysis

    def write(self, batch: Sequence[Document], encoded: Sequence[Encoded] | None = None) -> list[Outcome]:
        """As `Backend.write`, into this generation; `encoded` is given when the batch was cut before."""
        ...

    def finish(self) -> int:
        """Make everything written durable; return the number of documents that are not tombstones."""
        ...

    def search(self, plan: Plan, deadline: float) -> RawResults:
        """Ask the unpublished generation (smoke queries of the gate)."""
        ...

    def promote(self) -> None:
        """Let readers move here; the previous generation is kept."""
        ...

    def drop(self) -> None:
        """Remove it; refused by ValueError for the generation that is being read."""
        ...


class Backend(Protocol):
    """One engine holding one index. `deadline` is an instant of time.monotonic().

    `engine` is "tantivy" or "elasticsearch"; `analysis` cuts queries the way the generation being
    read was cut (its av equals the generation's).
    """

    engine: str
    index: Index

    @property
    def analysis(self) -> Analysis: ...

    def search(self, plan: Plan, deadline: float) -> RawResults:
        """Answer one plan; raises SearchUnavailable, never an empty answer for a failure.

        When only the facets come too late the hits are returned with `facets` empty.
        """
        ...

    def nearest(self, vector: Vector, plan: Plan, limit: int, deadline: float) -> tuple[RawHit, ...]:
        """The documents nearest in meaning that pass the plan's base and filters, by cosine.

        Compares what was written with vectors of the same space; () when nothing was. Raises SearchUnavailable.
        """
        ...

    def vectors(self, space: Space) -> int:
        """How many documents have a vector of a space; raises SearchUnavailable."""
        ...

    def write(self, batch: Sequence[Document]) -> list[Outcome]:
        """Write whole documents, one outcome each, in order; a bad one is `dead`, the others still go in."""
        ...

    def versions(self, after: str, limit: int) -> list[tuple[str, int]]:
        """(id, version) of stored documents and tombstones with id > after, in id order."""
        ...

    def begin(self, name: str, analysis: Analysis | None = None) -> Generation:
        """Open a new generation `name` (letters, digits, dashes), cut by `analysis` or the present one."""
        ...

    def generations(self) -> list[str]:
        """Names of all generations present, oldest first, the current one included."""
        ...

    def discard(self, name: str) -> None:
        """Remove a generation by name; ValueError for the one that is being read."""
        ...

    def purge(self, before: int) -> int:
        """Forget tombstones written before an instant (UTC epoch seconds); returns how many."""
        ...

    def explain(self, plan: Plan, id: str) -> Explanation: ...

    def health(self) -> Health: ...

    def close(self) -> None: ...
