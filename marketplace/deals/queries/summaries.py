"""A deal in short, as pilots, incubation, the desk and statistics name it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from marketplace.core.errors import NotFound
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal


@dataclass(frozen=True)
class PartyRef:
    """A present party; shaped so that `policy.DEAL` reads summaries as it reads rows."""

    id: int
    organisation_id: int
    side: str
    contact_user_id: int | None
    left_at: datetime | None = None


@dataclass(frozen=True)
class DealSummary:
    """What a neighbour needs of a deal; `policy.DEAL.may(actor, action, summary)` works on it."""

    id: int
    public_id: str
    title: Text
    state: str
    pathway: str
    listing_id: int | None
    listing_version_id: int | None
    need_id: int | None
    supplier_id: int | None
    buyer_id: int | None
    broker_user_id: int | None
    broker_declared_at: datetime | None
    value_min_fen: int | None
    value_max_fen: int | None
    state_changed_at: datetime
    last_activity_at: datetime
    next_action: str | None
    next_action_due: date | None
    next_action_owner_id: int | None
    outcome: str | None
    loss_code: str | None
    created_at: datetime
    demo: bool
    version: int
    parties: tuple[PartyRef, ...]


def as_summary(deal: Deal) -> DealSummary:
    """The summary of a loaded row."""
    return DealSummary(
        id=deal.id, public_id=deal.public_id, title=deal.title, state=deal.state, pathway=deal.pathway,
        listing_id=deal.listing_id, listing_version_id=deal.listing_version_id, need_id=deal.need_id,
        supplier_id=deal.supplier_id, buyer_id=deal.buyer_id, broker_user_id=deal.broker_user_id,
        broker_declared_at=deal.broker_declared_at, value_min_fen=deal.value_min_fen,
        value_max_fen=deal.value_max_fen, state_changed_at=deal.state_changed_at,
        last_activity_at=deal.last_activity_at, next_action=deal.next_action, next_action_due=deal.next_action_due,
        next_action_owner_id=deal.next_action_owner_id, outcome=deal.outcome, loss_code=deal.loss_code,
        created_at=deal.created_at, demo=deal.demo, version=deal.version,
        parties=tuple(
            PartyRef(row.id, row.organisation_id, row.side, row.contact_user_id)
            for row in deal.parties if row.left_at is None
        ),
    )  # fmt: skip


def _find(*conditions: ColumnElement[bool]) -> list[DealSummary]:
    rows = session().scalars(select(Deal).options(selectinload(Deal.parties)).where(*conditions).order_by(Deal.id))
    return [as_summary(row) for row in rows]


def summary(deal_id: int) -> DealSummary:
    """The deal with this internal id; the caller decides who may see it. Raises NotFound."""
    return _one(_find(Deal.id == deal_id))


def summary_by_public_id(public_id: str) -> DealSummary:
    """The deal behind a public id; the caller decides who may see it. Raises NotFound."""
    return _one(_find(Deal.public_id == public_id))


def summaries(ids: Iterable[int | None]) -> dict[int, DealSummary]:
    """Summaries by id, in two queries; unknown ids are left out."""
    wanted = {number for number in ids if number is not None}
    return {found.id: found for found in _find(Deal.id.in_(wanted))} if wanted else {}


def _one(found: list[DealSummary]) -> DealSummary:
    if not found:
        raise NotFound()
    return found[0]


def running_count() -> int:
    """Number of deals between the first talk and their end."""
    query = select(func.count()).select_from(Deal).where(Deal.state.not_in(("closed", "lost")))
    return session().scalar(query) or 0
