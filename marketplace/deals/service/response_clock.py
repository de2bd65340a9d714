"""The response clock: a broker joins what nobody answered in time; silent enquiries end."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.core import clock
from marketplace.core.policy import SYSTEM
from marketplace.core.unit import session
from marketplace.core.workflow import advance as take_step
from marketplace.deals.models import Enquiry
from marketplace.deals.policy import LEAD_STAFF
from marketplace.deals.service import letters
from marketplace.deals.service.addressing import title_of
from marketplace.deals.service.assignment import pick_broker
from marketplace.deals.workflow import ENQUIRY_MACHINE, PENDING
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs
from marketplace.taxonomy import queries as taxonomy

_CLOCK = frozenset({"system"})


def escalate_overdue() -> int:
    """Assign a broker to every open enquiry whose first-response day is over; returns how many got one.

    The day counts in Asia/Shanghai and is over at its midnight. Where no impartial broker can be found the
    centre is told once, and the next run tries again. Safe to run twice and side by side.
    """
    overdue = session().scalars(
        select(Enquiry)
        .where(Enquiry.state == "open", Enquiry.first_response_due < clock.today(), Enquiry.broker_user_id.is_(None))
        .order_by(Enquiry.first_response_due, Enquiry.id)
        .with_for_update(skip_locked=True)
    )
    return sum(_escalate(enquiry) for enquiry in overdue.all())


def _escalate(enquiry: Enquiry) -> bool:
    card = pick_broker(field_codes_of(enquiry), {enquiry.asker_id, enquiry.owner_id})
    if card is None:
        _tell_centre(enquiry)
        return False
    enquiry.broker_user_id, enquiry.escalated_at = card.user_id, clock.now()
    take_step(
        ENQUIRY_MACHINE, enquiry, "escalate", actor=SYSTEM, relations=_CLOCK, changes={"broker": [None, card.name.zh]}
    )
    session().flush()
    title = title_of(enquiry)
    owners = letters.people_of(enquiry.owner_id)
    askers = letters.people_of(enquiry.asker_id, enquiry.asker_user_id)
    broker = letters.one(card.user_id)
    letters.about_enquiry(enquiry, broker, "enquiry_assigned", title=title)
    letters.about_enquiry(enquiry, [*owners, *askers], "enquiry_escalated", title=title, broker=card.name)
    return True


def _tell_centre(enquiry: Enquiry) -> None:
    if enquiry.escalated_at is not None:
        return
    enquiry.escalated_at = clock.now()
    session().flush()
    people = accounts.staff_contacts(*LEAD_STAFF)
    letters.about_enquiry(enquiry, people, "enquiry_without_broker", title=title_of(enquiry))


def field_codes_of(enquiry: Enquiry) -> tuple[str, ...]:
    """The technology fields of what the enquiry is about, the main one first."""
    if enquiry.need_id is not None:
        return needs.summary(enquiry.need_id).field_codes
    listing = listings.summary(enquiry.listing_id or 0)
    return listing.field_codes if listing else ()


def expire_silent() -> int:
    """End pending enquiries in which nobody wrote for the days the rule allows; returns how many."""
    days = taxonomy.rule("enquiry_silence_days").integer
    silent = session().scalars(
        select(Enquiry)
        .where(Enquiry.state.in_(PENDING), Enquiry.last_activity_at < clock.now() - timedelta(days=days))
        .with_for_update(skip_locked=True)
    )
    ended = silent.all()
    for enquiry in ended:
        take_step(ENQUIRY_MACHINE, enquiry, "expire", actor=SYSTEM, relations=_CLOCK)
        session().flush()
        people = [
            *letters.people_of(enquiry.asker_id, enquiry.asker_user_id), *letters.people_of(enquiry.owner_id),
            *letters.one(enquiry.broker_user_id),
        ]  # fmt: skip
        letters.about_enquiry(enquiry, people, "enquiry_expired", title=title_of(enquiry), days=days)
    return len(ended)
