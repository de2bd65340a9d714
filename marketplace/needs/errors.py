"""Refusals of needs."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.core.errors import GuardsUnmet
from marketplace.needs.workflow import Gap


class Incomplete(GuardsUnmet):
    """A need that cannot be submitted yet; every gap is named beside its field with its remedy."""

    code = "need_incomplete"

    def __init__(self, gaps: Sequence[Gap]) -> None:
        fields: dict[str, list[object]] = {}
        for gap in gaps:
            fields.setdefault(gap.field, []).append(gap.rule)
            fields[gap.field].append(gap.remedy)
        super().__init__([gap.rule for gap in gaps], fields)
