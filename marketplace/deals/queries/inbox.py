"""Enquiries as lists with the countdown to the first answer; names that a need keeps back stay hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from marketplace.accounts import queries as accounts
from marketplace.core import clock, workdays
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Enquiry
from marketplace.deals.policy import enquiry_relations
from marketplace.deals.queries.reach import visible_enquiries
from marketplace.deals.workflow import ENQUIRY_MACHINE, PENDING
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs

BOXES = ("received", "sent", "assigned")
_INSIDE = frozenset({"staff", "broker"})


@dataclass(frozen=True)
class Countdown:
    """What is left of the time for the first answer, in working days; negative once it is over."""

    due: date
    days_left: int
    answered_at: datetime | None
    escalated: bool

    @property
    def tone(self) -> str:
        if self.answered_at is not None:
            return "success"
        return "danger" if self.days_left < 0 else "warning" if self.days_left <= 1 else "neutral"


@dataclass(frozen=True)
class EnquiryRow:
    """An enquiry as a line; `other` is the other side as far as this reader may know it."""

    public_id: str
    title: Text
    about: str
    item_public_id: str
    wanted_mode: str
    state: str
    asker: Text
    owner: Text
    broker: Text
    sent_at: datetime
    active_at: datetime
    countdown: Countdown | None


@dataclass(frozen=True)
class Items:
    listings: dict[int, listings.ListingSummary]
    needs: dict[int, needs.NeedSummary]

    def of(self, enquiry: Enquiry) -> Any:
        """The listing or need that the enquiry is about."""
        if enquiry.need_id is not None:
            return self.needs[enquiry.need_id]
        return self.listings[enquiry.listing_id or 0]


def items_of(actor: Actor, rows: Sequence[Enquiry]) -> Items:
    wanted = [number for row in rows for number in (row.listing_id, row.offered_listing_id)]
    asked = [row.need_id for row in rows if row.need_id is not None]
    return Items(listings.summaries(wanted), needs.summaries(asked, actor))


def enquiry_list(
    actor: Actor, *, box: str | None = None, state: str | None = None, waiting: bool = False, number: int = 1,
    size: int = 20,
) -> Page[EnquiryRow]:  # fmt: skip
    """Enquiries the reader may see. `box`: received, sent, or assigned to this broker; `waiting`: still to be
    answered by the reader's side. Those to be answered come first, the nearest deadline on top."""
    conditions = [visible_enquiries(actor), *_box(actor, box)]
    if state in ENQUIRY_MACHINE.states:
        conditions.append(Enquiry.state == state)
    if waiting:
        conditions += [Enquiry.state == "open", *_box(actor, "received")]
    query = select(Enquiry).where(*conditions).order_by(
        Enquiry.state != "open", Enquiry.state.not_in(PENDING), Enquiry.first_response_due, Enquiry.id.desc()
    )  # fmt: skip
    found: Page[Enquiry] = paginate(query, number, size, lambda row: row)
    return Page(_rows(actor, found.items), found.total, found.number, found.size)


def _box(actor: Actor, box: str | None) -> list[ColumnElement[bool]]:
    conditions: dict[str, ColumnElement[bool]] = {
        "received": Enquiry.owner_id.in_(actor.organisation_ids),
        "sent": Enquiry.asker_id.in_(actor.organisation_ids),
        "assigned": Enquiry.broker_user_id == actor.user_id,
    }
    return [conditions[box]] if box in conditions else []


def waiting_count(actor: Actor) -> int:
    """How many enquiries wait for an answer of the actor's organisations."""
    query = select(func.count()).where(Enquiry.state == "open", Enquiry.owner_id.in_(actor.organisation_ids))
    return session().scalar(query) or 0


def _rows(actor: Actor, rows: Sequence[Enquiry]) -> list[EnquiryRow]:
    if not rows:
        return []
    return rows_with(actor, rows, items_of(actor, rows))


def rows_with(actor: Actor, rows: Sequence[Enquiry], items: Items) -> list[EnquiryRow]:
    """The lines of loaded enquiries whose items were read already."""
    names = accounts.organisation_names(number for row in rows for number in (row.asker_id, row.owner_id))
    people = accounts.user_names(row.broker_user_id for row in rows)
    left = workdays.working_days_to(clock.today(), (row.first_response_due for row in rows))
    return [_row(actor, row, items.of(row), names, people, left) for row in rows]


def _row(
    actor: Actor, row: Enquiry, item: Any, names: dict[int, Text], people: dict[int, Text], left: dict[date, int]
) -> EnquiryRow:
    counts = row.state == "open" or row.first_response_at is not None
    countdown = Countdown(
        row.first_response_due, left[row.first_response_due], row.first_response_at, row.escalated_at is not None
    )
    return EnquiryRow(
        public_id=row.public_id, title=item.title, about="need" if row.need_id is not None else "listing",
        item_public_id=item.public_id, wanted_mode=row.wanted_mode, state=row.state, asker=names[row.asker_id],
        owner=owner_shown(actor, row, item, names[row.owner_id]), broker=people.get(row.broker_user_id or 0, Text()),
        sent_at=row.created_at, active_at=row.last_activity_at, countdown=countdown if counts else None,
    )  # fmt: skip


def owner_named(actor: Actor, row: Enquiry, item: Any) -> bool:
    """Whether this reader may know who owns the item: an anonymous need names its owner on acceptance only."""
    if row.need_id is None or row.state == "accepted":
        return True
    return item.owner_public_id is not None or bool(enquiry_relations(actor, row) & (_INSIDE | {"owner_member"}))


def owner_shown(actor: Actor, row: Enquiry, item: Any, name: Text) -> Text:
    """The owner as this reader may know it."""
    return name if owner_named(actor, row, item) else item.owner_shown
