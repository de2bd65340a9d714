"""Opening a deal from an accepted enquiry: parties, snapshot, introduction record, and the look for a bypass."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from marketplace.accounts import queries as accounts
from marketplace.core import audit, clock, news
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealParty, Enquiry, Introduction
from marketplace.deals.service import assignment, items, letters, records
from marketplace.deals.service.addressing import title_of
from marketplace.deals.service.lifecycle import log_stage
from marketplace.listings import queries as listings
from marketplace.taxonomy import queries as taxonomy


@dataclass(frozen=True)
class Side:
    """A principal of a new deal and the person who speaks for it."""

    organisation_id: int
    contact_user_id: int | None


def open_deal(actor: Actor, *, enquiry: Enquiry, supplier: Side, buyer: Side, acceptance: str) -> Deal:
    """Open a deal in `lead` for an accepted enquiry and write its introduction record.

    Raises InvalidAction when the listing or need is not open to deals.
    """
    listing_id = enquiry.listing_id or enquiry.offered_listing_id
    deal = Deal(
        title=title_of(enquiry), listing_id=listing_id, need_id=enquiry.need_id, demo=enquiry.demo,
        listing_version_id=listings.current_version_id(listing_id) if listing_id is not None else None,
    )  # fmt: skip
    for name, side in (("supplier", supplier), ("buyer", buyer)):
        deal.parties.append(
            DealParty(organisation_id=side.organisation_id, side=name, contact_user_id=side.contact_user_id)
        )
    session().add(deal)
    session().flush()
    audit.record(
        "deal.open", actor=actor, subjects=[records.subject(deal), records.subject(enquiry)], visibility="parties",
        changes={"state": [None, deal.state]}, data={"enquiry": enquiry.public_id},
    )  # fmt: skip
    log_stage(actor, deal)
    items.take_up(actor, deal)
    _introduce(actor, deal, enquiry, acceptance)
    if enquiry.broker_user_id is not None:
        assignment.give(actor, deal, enquiry.broker_user_id)
    news.publish("deal.changed", deal_id=deal.id, state=deal.state, action="open")
    return deal


def _introduce(actor: Actor, deal: Deal, enquiry: Enquiry, acceptance: str) -> None:
    """The proof for civil code, art. 963 and 965: who brought whom together over what, and how it was accepted."""
    supplier_id, buyer_id = deal.supplier_id or 0, deal.buyer_id or 0
    earlier = _earlier(deal, supplier_id, buyer_id, enquiry.broker_user_id)
    session().add(
        Introduction(
            deal_id=deal.id, enquiry_id=enquiry.id, introducer_id=enquiry.broker_user_id, supplier_id=supplier_id,
            buyer_id=buyer_id, listing_id=deal.listing_id, need_id=deal.need_id, introduced_at=enquiry.created_at,
            accepted_at=clock.now(), accepted_by_id=actor.user_id, acceptance=acceptance,
            earlier_id=earlier.id if earlier else None,
        )
    )  # fmt: skip
    audit.record("deal.introduce", actor=actor, subjects=[records.subject(deal)], visibility="parties")
    if earlier:
        audit.record(
            "deal.suspect_bypass", actor=actor, subjects=[records.subject(deal)], data={"introduction": earlier.id}
        )
        letters.about_deal(deal, accounts.staff_contacts("centre_lead"), "bypass_suspected")


def _earlier(deal: Deal, supplier_id: int, buyer_id: int, broker_id: int | None) -> Introduction | None:
    """An introduction of the same pair over the same item by another broker within the window (V64)."""
    months = taxonomy.rule("bypass_window_months").integer
    since = clock.add_months(clock.today(), -months)
    same_item = []
    if deal.listing_id is not None:
        same_item.append(Introduction.listing_id == deal.listing_id)
    if deal.need_id is not None:
        same_item.append(Introduction.need_id == deal.need_id)
    query = (
        select(Introduction)
        .where(Introduction.supplier_id == supplier_id, Introduction.buyer_id == buyer_id, or_(*same_item))
        .where(Introduction.introducer_id.is_not(None), Introduction.introducer_id.is_distinct_from(broker_id))
        .where(Introduction.accepted_at >= clock.end_of_day(since))
        .order_by(Introduction.accepted_at.desc())
        .limit(1)
    )
    return session().scalar(query)


def clear_bypass(actor: Actor, *, public_id: str, reason: str) -> None:
    """The centre lead decided about a suspected bypass, and says how. Raises Forbidden, NotFound."""
    deal = records.for_change(actor, public_id, "clear_bypass")
    row = session().scalar(
        select(Introduction).where(
            Introduction.deal_id == deal.id, Introduction.earlier_id.is_not(None), Introduction.cleared_at.is_(None)
        )
    )
    if row is None:
        return
    row.cleared_at, row.cleared_by_id, row.cleared_reason = clock.now(), actor.user_id, reason
    records.note_event(actor, deal, "clear_bypass", visibility="staff", reason=reason)
