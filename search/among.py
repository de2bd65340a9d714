"""Which of some documents, known by id, a question lets through, and which its words find, however far down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from search.backend import Backend
from search.plan import Constant, In, Plan
from search.results import RawHit


def among(backend: Backend, plan: Plan, ids: Sequence[str], deadline: float) -> Mapping[str, bool]:
    """Those of the ids that pass the plan's base and filters, and whether its words find them. Asks once."""
    asked = replace(
        plan, match=In("id", tuple(ids)), score=Constant(plan.matching, 1.0), facets=(), offset=0, limit=len(ids)
    )
    hits: Sequence[RawHit] = backend.search(asked, deadline).hits
    return {hit.id: hit.score > 0 for hit in hits}
