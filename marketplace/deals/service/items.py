"""What a deal means for the listing and the need it is about."""

from __future__ import annotations

from marketplace.core.policy import Actor
from marketplace.deals.models import Deal
from marketplace.listings import queries as listings
from marketplace.listings import service as listing_verbs
from marketplace.needs import queries as needs
from marketplace.needs import service as need_verbs

WITHOUT_RESULT = ("stopped_after_pilot",)  # outcomes after which the item is offered again


def take_up(actor: Actor, deal: Deal) -> None:
    """The deal begins: the listing is under offer, the need is in a deal. Raises InvalidAction when one is not open."""
    if deal.listing_id is not None:
        listing_verbs.mark_under_offer(actor, listing_id=deal.listing_id, deal_public_id=deal.public_id)
    if deal.need_id is not None:
        need_verbs.enter_deal(actor, need_id=deal.need_id, deal_public_id=deal.public_id)


def follow(actor: Actor, deal: Deal, action: str, *, exclusive: bool) -> None:
    """After a step: lost and stopped deals give the item back, good ends settle it, reopened ones take it up again."""
    if action == "reopen":
        take_up(actor, deal)
    elif action == "lose" or (action == "close" and deal.outcome in WITHOUT_RESULT):
        _give_back(actor, deal)
    elif action == "close":
        _settle(actor, deal, exclusive=exclusive)


def _give_back(actor: Actor, deal: Deal) -> None:
    if deal.listing_id is not None:
        listing_verbs.release_offer(actor, listing_id=deal.listing_id, deal_public_id=deal.public_id)
    if deal.need_id is not None and needs.summary(deal.need_id).state == "in_deal":
        need_verbs.leave_deal(actor, need_id=deal.need_id, deal_public_id=deal.public_id)


def _settle(actor: Actor, deal: Deal, *, exclusive: bool) -> None:
    """A listing leaves the offers only when nothing is left to offer: others may still take an ordinary licence."""
    if deal.listing_id is not None:
        listing = listings.summary(deal.listing_id)
        under_offer = listing is not None and listing.state == "under_offer"
        end = listing_verbs.close_by_deal if exclusive and under_offer else listing_verbs.release_offer
        end(actor, listing_id=deal.listing_id, deal_public_id=deal.public_id)
    if deal.need_id is not None and needs.summary(deal.need_id).state == "in_deal":
        need_verbs.mark_met(actor, need_id=deal.need_id, deal_public_id=deal.public_id)
