"""Everything that waits for the centre, from the queues of the nouns, with its age in working days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.core import clock, workdays
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.desk.schemas import KINDS
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs
from marketplace.needs.models import Need
from marketplace.taxonomy import queries as taxonomy
from marketplace.taxonomy.errors import RuleMissing

REVIEWERS = ("reviewer", "centre_lead")
# The parameter that says how many working days a decision may take; while none is in force there is an age, no limit.
LIMITS = {
    "listing": "listing_review_working_days",
    "change": "listing_review_working_days",
    "need": "need_clarity_working_days",
    "organisation": "verification_working_days",
}


@dataclass(frozen=True)
class QueueItem:
    """One thing to decide. `detail` is what the kind is exactly (result, patent, an organisation kind, a state)."""

    kind: str
    detail: str
    public_id: str
    title: Text
    owner: Text
    waiting_since: datetime
    claimed_by: Text | None
    working_days: int = 0
    limit: int | None = None

    @property
    def late_days(self) -> int:
        """Working days beyond the limit; 0 within it or without one."""
        return 0 if self.limit is None else max(0, self.working_days - self.limit)


@dataclass(frozen=True)
class ReviewQueue:
    """The rows shown, and how many wait of each kind."""

    items: Sequence[QueueItem]
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def late(self) -> int:
        return sum(item.late_days > 0 for item in self.items)


def review_queue(actor: Actor, kind: str | None = None) -> ReviewQueue:
    """The queue of this member of the centre, the longest wait first; nothing for others."""
    rows = [*_listings(actor), *_needs(actor), *_organisations(actor)]
    found = Counter(row.kind for row in rows)
    shown = _aged([row for row in rows if kind in (None, row.kind)])
    return ReviewQueue(shown, {name: found.get(name, 0) for name in KINDS})


def waiting_counts(actor: Actor) -> Mapping[str, int]:
    """How many wait of each kind, for the home: no ages, so fewer questions to the database."""
    offered = Counter("change" if row.is_change else "listing" for row in listings.review_queue(actor))
    wanted = len(needs.review_queue()) if actor.has(*REVIEWERS) else 0
    return {**dict.fromkeys(KINDS, 0), **offered, "need": wanted, "organisation": len(_organisations(actor))}


def _listings(actor: Actor) -> list[QueueItem]:
    return [
        QueueItem(
            "change" if row.is_change else "listing", row.kind, row.public_id, row.title, row.owner_name,
            row.waiting_since, row.reviewer_name,
        )
        for row in listings.review_queue(actor)
    ]  # fmt: skip


def _needs(actor: Actor) -> list[QueueItem]:
    if not actor.has(*REVIEWERS):
        return []
    rows = needs.review_queue()
    query = select(Need.id, Need.state_changed_at).where(Need.id.in_([row.id for row in rows]))
    since = {row.id: row.state_changed_at for row in session().execute(query)} if rows else {}
    return [QueueItem("need", row.state, row.public_id, row.title, row.owner_name, since[row.id], None) for row in rows]


def _organisations(actor: Actor) -> list[QueueItem]:
    if not actor.has(*REVIEWERS, "administrator"):
        return []
    return [
        QueueItem("organisation", row.kind, row.public_id, row.name, Text(), row.since, None)
        for row in accounts.verification_queue()
    ]


def _aged(rows: Sequence[QueueItem]) -> list[QueueItem]:
    """The rows with their age, the longest wait first; the holiday table is read once for all of them."""
    if not rows:
        return []
    ordered = sorted(rows, key=lambda row: row.waiting_since)
    days = [clock.local(row.waiting_since).date() for row in ordered]
    ahead = workdays.working_days_to(clock.today(), days)  # negative: they lie behind
    return [
        replace(row, working_days=-ahead[day], limit=_limit(row.kind)) for row, day in zip(ordered, days, strict=True)
    ]


def _limit(kind: str) -> int | None:
    try:
        return taxonomy.rule(LIMITS[kind]).integer
    except RuleMissing:
        return None
