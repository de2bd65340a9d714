"""What the editor and the review page work with: working content, gaps, steps, differences, the thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.core import audit
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingChange, ListingComment
from marketplace.listings.policy import relations
from marketplace.listings.queries.facts import facts_of, open_change, stamp, working_content
from marketplace.listings.queries.sheet import Sheet, sheet
from marketplace.listings.queries.versions import differences, latest_snapshot
from marketplace.listings.schemas import STEPS, step_of
from marketplace.listings.schemas.snapshot import freeze
from marketplace.listings.workflow import CHANGE, CHANGEABLE, LISTING
from marketplace.listings.workflow.gaps import Gap, completeness, gaps


@dataclass(frozen=True)
class Desk:
    """A listing being written or reviewed; `record_state` is that of the open change when there is one."""

    public_id: str
    kind: str
    state: str
    record_state: str
    is_change: bool
    published: bool
    stamp: str
    saved_at: datetime
    content: Mapping[str, Any]
    gaps: tuple[Gap, ...]
    completeness: int
    notes: Mapping[str, Any]
    export_class: str | None
    owner_name: Text
    reviewer_name: Text | None
    claimed_by_me: bool
    can_hold: bool
    submitted_at: datetime | None
    actions: frozenset[str]

    @property
    def title(self) -> Text:
        return self.content["title"] or Text()

    @property
    def blocking(self) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if gap.blocking)

    def gaps_of(self, field: str) -> tuple[Gap, ...]:
        """What is missing at one entry."""
        return tuple(gap for gap in self.gaps if gap.field == field)

    def step_of(self, field: str) -> str:
        """The step in which the entry is written."""
        return step_of(field)

    def steps(self, current: str) -> list[tuple[str, str]]:
        """(step, state) in order: current, done when nothing blocks in it, else to do."""
        open_steps = {step_of(gap.field) for gap in self.blocking}
        return [(n, "current" if n == current else "todo" if n in open_steps else "done") for n in STEPS]


@dataclass(frozen=True)
class Remark:
    """A comment of the review thread."""

    author: Text
    at: datetime
    body: str
    visibility: str
    field: str | None


def desk(actor: Actor, listing: Listing) -> Desk:
    """The working state of a listing the caller was allowed to load."""
    change = open_change(listing) if listing.state in CHANGEABLE else None
    record: Listing | ListingChange = change or listing
    content = working_content(listing, change)
    facts = facts_of(actor, listing, content, change=change, with_duplicates=True)
    reviewed = change if listing.state in CHANGEABLE else listing
    machine = CHANGE if change else LISTING
    held = relations(actor, listing)
    names = accounts.user_names([record.reviewer_id])
    owner = accounts.organisation_names([listing.owner_id])
    return Desk(
        public_id=listing.public_id, kind=listing.kind, state=listing.state, record_state=record.state,
        is_change=change is not None, published=listing.version_number > 0, stamp=stamp(record),
        saved_at=record.updated_at, content=content, gaps=tuple(gaps(facts)), completeness=completeness(facts),
        notes=record.review_notes, export_class=listing.export_class, owner_name=owner[listing.owner_id],
        reviewer_name=names.get(record.reviewer_id) if record.reviewer_id else None,
        claimed_by_me=record.reviewer_id is not None and record.reviewer_id == actor.user_id,
        submitted_at=record.submitted_at,
        can_hold=any(step.action == "hold" for step in LISTING.actions(listing.state, held)),
        actions=frozenset(
            step.action for step in machine.actions(record.state, held) if reviewed is not None
        ),
    )  # fmt: skip


def changes_under_review(listing: Listing) -> dict[str, tuple[Any, Any]]:
    """What the open change, or a new submission of a published listing, changes against the public version."""
    public = latest_snapshot(listing.id)
    if public is None:
        return {}
    return differences(public, freeze(working_content(listing, open_change(listing))))


def sheet_under_review(listing: Listing) -> Sheet:
    """The content as it would be published, with every completer: the centre checks whose work it is."""
    return sheet(working_content(listing, open_change(listing)), everybody=True)


def remarks(actor: Actor, listing: Listing) -> Sequence[Remark]:
    """The thread of the review, oldest first; internal remarks only for the centre."""
    query = select(ListingComment).where(ListingComment.listing_id == listing.id).order_by(ListingComment.id)
    if not actor.is_staff:
        query = query.where(ListingComment.visibility == "shared")
    rows = session().scalars(query).all()
    names = accounts.user_names([row.author_id for row in rows])
    return [Remark(names.get(row.author_id, Text()), row.at, row.body, row.visibility, row.field) for row in rows]


def timeline(actor: Actor, listing: Listing) -> Sequence[audit.EventView]:
    """What happened to the listing, newest first; what only the centre may know is left out for others."""
    seen = audit.VISIBILITIES if actor.is_staff else ("public", "parties")
    return audit.timeline(f"listing:{listing.public_id}", seen, limit=100)
