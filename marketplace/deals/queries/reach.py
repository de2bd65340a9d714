"""What a reader may see, as conditions of a select: the same rules as `policy`, for lists."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select, true

from marketplace.core.policy import Actor
from marketplace.deals.models import Deal, DealParty, Enquiry


def visible_deals(actor: Actor) -> ColumnElement[bool]:
    """Deals for which policy allows `view`."""
    if actor.is_staff:
        return true()
    if actor.is_anonymous:
        return false()
    ways: list[ColumnElement[bool]] = [
        select(DealParty.id)
        .where(
            DealParty.deal_id == Deal.id,
            DealParty.organisation_id.in_(actor.organisation_ids),
            DealParty.left_at.is_(None),
            DealParty.side != "broker",
        )
        .exists()
    ]
    if actor.has("broker"):
        ways.append(Deal.broker_user_id == actor.user_id)
    return or_(*ways)


def visible_enquiries(actor: Actor) -> ColumnElement[bool]:
    """Enquiries for which policy allows `view`."""
    if actor.is_staff:
        return true()
    if actor.is_anonymous:
        return false()
    own = actor.organisation_ids
    ways: list[ColumnElement[bool]] = [Enquiry.asker_id.in_(own), Enquiry.owner_id.in_(own)]
    if actor.has("broker"):
        ways.append(Enquiry.broker_user_id == actor.user_id)
    return or_(*ways)
