"""Reading incubation: short rows for other nouns and the board."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.incubation.models import IncubationCase


@dataclass(frozen=True)
class CaseSummary:
    """A case in short."""

    id: int
    public_id: str
    deal_id: int
    title: Text
    state: str
    state_changed_at: datetime
    incubator_id: int | None
    version: int


def as_summary(row: IncubationCase) -> CaseSummary:
    """The summary of a loaded row."""
    return CaseSummary(
        row.id, row.public_id, row.deal_id, row.title, row.state, row.state_changed_at, row.incubator_id, row.version
    )


def board_rows(deal_ids: Iterable[int]) -> dict[int, CaseSummary]:
    """The newest case of each deal, in one query, for the board."""
    wanted = list(deal_ids)
    if not wanted:
        return {}
    rows = session().scalars(
        select(IncubationCase).where(IncubationCase.deal_id.in_(wanted)).order_by(IncubationCase.id)
    )
    return {row.deal_id: as_summary(row) for row in rows}


def of_deal(deal_id: int) -> list[CaseSummary]:
    """All cases of a deal, oldest first."""
    rows = session().scalars(
        select(IncubationCase).where(IncubationCase.deal_id == deal_id).order_by(IncubationCase.id)
    )
    return [as_summary(row) for row in rows]
