"""What the guards of a deal look at, read from the database at the moment of the step."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from marketplace.accounts import queries as accounts
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealDocument, Introduction
from marketplace.deals.workflow import DealFacts
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs
from marketplace.taxonomy import queries as taxonomy

LISTING_OPEN = ("published", "under_offer")  # states of a listing that take enquiries and deals


def facts_of(
    deal: Deal, *, loss_code: str | None = None, loss_note: str | None = None, outcome: str | None = None
) -> DealFacts:
    """The facts of a deal; the codes are those that the step would record."""
    parties = {side: deal.party(side) for side in ("supplier", "buyer")}
    cards = accounts.organisation_cards(row.organisation_id for row in parties.values() if row)
    verified = {side: bool(row and cards[row.organisation_id].verified) for side, row in parties.items()}
    contact = {side: bool(row and row.contact_user_id) for side, row in parties.items()}
    agreements, dated = agreement_counts(deal.id)
    reason = taxonomy.code("loss_reason", loss_code) if loss_code else None
    return DealFacts(
        state=deal.state,
        supplier_verified=verified["supplier"],
        buyer_verified=verified["buyer"],
        broker_assigned=deal.broker_user_id is not None,
        broker_declared=deal.broker_declared_at is not None,
        has_next_action=deal.next_action is not None,
        bypass_open=bypass_open(deal.id),
        value_known=deal.value_min_fen is not None or bool(deal.value_reason),
        supplier_contact=contact["supplier"],
        buyer_contact=contact["buyer"],
        has_agreement=agreements > 0,
        agreement_dated=dated > 0,
        outcome=outcome,
        loss_code=reason.code if reason else None,
        loss_note=loss_note,
        loss_needs_note=bool(reason and reason.facts.get("needs_note")),
        item_available=deal.state != "lost" or items_available(deal.listing_id, deal.need_id),
    )


def agreement_counts(deal_id: int) -> tuple[int, int]:
    """Agreements in their present version, and how many of them carry the date of signature."""
    newer = aliased(DealDocument)
    row = session().execute(
        select(func.count(), func.count(DealDocument.signed_on)).where(
            DealDocument.deal_id == deal_id,
            DealDocument.purpose == "agreement",
            ~select(newer.id).where(newer.previous_id == DealDocument.id).exists(),
        )
    )
    total, dated = row.one()
    return total, dated


def bypass_open(deal_id: int) -> bool:
    """Whether an earlier introduction by another broker waits for the decision of the centre (V64)."""
    return bool(
        session().scalar(
            select(Introduction.id).where(
                Introduction.deal_id == deal_id,
                Introduction.earlier_id.is_not(None),
                Introduction.cleared_at.is_(None),
            )
        )
    )


def items_available(listing_id: int | None, need_id: int | None) -> bool:
    """Whether what the deal is about can be dealt over now."""
    if listing_id is not None:
        listing = listings.summary(listing_id)
        if listing is None or listing.state not in LISTING_OPEN:
            return False
    return need_id is None or needs.summary(need_id).state in needs.OPEN
