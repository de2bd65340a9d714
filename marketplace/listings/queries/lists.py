"""Listings as their owners list them, and the queue of the centre's review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Organisation, User
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingChange
from marketplace.listings.workflow import CHANGEABLE, IN_REVIEW, OPEN_CHANGE


@dataclass(frozen=True)
class MineRow:
    """A listing of the reader's organisations; `change_state` tells of a change that is written or reviewed."""

    public_id: str
    title: Text
    kind: str
    state: str
    availability: str
    change_state: str | None
    owner_name: Text
    updated_at: datetime
    expires_on: date | None


@dataclass(frozen=True)
class QueueRow:
    """A listing or a change that waits for the centre, since when, and who works on it."""

    public_id: str
    title: Text
    kind: str
    state: str
    is_change: bool
    owner_name: Text
    waiting_since: datetime
    reviewer_id: int | None
    reviewer_name: Text | None


def mine(actor: Actor, *, state: str | None = None, number: int = 1, size: int = 20) -> Page[MineRow]:
    """Listings of the actor's organisations, the last touched first."""
    query = (
        select(Listing, ListingChange.state, Organisation.name)
        .join(Organisation, Organisation.id == Listing.owner_id)
        .outerjoin(ListingChange, (ListingChange.listing_id == Listing.id) & ListingChange.state.in_(OPEN_CHANGE))
        .where(Listing.owner_id.in_(actor.organisation_ids))
        .order_by(Listing.updated_at.desc(), Listing.id.desc())
    )
    if state:
        query = query.where(Listing.state == state)
    return paginate(query, number, size, _mine)


def _mine(row: Sequence[Any]) -> MineRow:
    listing, change_state, owner_name = row
    return MineRow(
        listing.public_id, listing.title, listing.kind, listing.state, listing.availability, change_state,
        owner_name, listing.updated_at, listing.expires_on,
    )  # fmt: skip


def mine_by_state(actor: Actor) -> Mapping[str, int]:
    """How many listings the actor's organisations have in each state."""
    query = (
        select(Listing.state, func.count()).where(Listing.owner_id.in_(actor.organisation_ids)).group_by(Listing.state)
    )
    return {row[0]: row[1] for row in session().execute(query)}


def review_queue(actor: Actor) -> list[QueueRow]:
    """Everything that waits for a decision, the longest wait first; nothing for others than reviewers."""
    if not actor.has("reviewer", "centre_lead"):
        return []
    rows = [*_waiting_listings(), *_waiting_changes()]
    return sorted(rows, key=lambda row: row.waiting_since)


def _waiting_listings() -> list[QueueRow]:
    reviewer = aliased(User)
    query = (
        select(Listing, Organisation.name, reviewer)
        .join(Organisation, Organisation.id == Listing.owner_id)
        .outerjoin(reviewer, reviewer.id == Listing.reviewer_id)
        .where(Listing.state.in_(IN_REVIEW))
    )
    return [_queue_row(listing, listing, owner, who) for listing, owner, who in session().execute(query)]


def _waiting_changes() -> list[QueueRow]:
    reviewer = aliased(User)
    query = (
        select(ListingChange, Listing, Organisation.name, reviewer)
        .join(Listing, Listing.id == ListingChange.listing_id)
        .join(Organisation, Organisation.id == Listing.owner_id)
        .outerjoin(reviewer, reviewer.id == ListingChange.reviewer_id)
        .where(ListingChange.state == "submitted", Listing.state.in_(CHANGEABLE))
    )
    return [_queue_row(change, listing, owner, who) for change, listing, owner, who in session().execute(query)]


def _queue_row(record: Listing | ListingChange, listing: Listing, owner: Text, reviewer: User | None) -> QueueRow:
    return QueueRow(
        listing.public_id, listing.title, listing.kind, record.state, isinstance(record, ListingChange), owner,
        record.submitted_at or record.state_changed_at, record.reviewer_id, reviewer.name if reviewer else None,
    )  # fmt: skip
