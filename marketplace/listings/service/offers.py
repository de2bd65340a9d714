"""Verbs that deals and pilots call: a listing under offer, sold, or re-rated. Their own policy has allowed it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from marketplace.core import audit, clock, news
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.core.workflow import advance
from marketplace.listings.models import Listing, ListingOffer
from marketplace.listings.queries.content import content_of
from marketplace.listings.queries.facts import facts_of
from marketplace.listings.schemas.fields import Maturity
from marketplace.listings.service.content import write
from marketplace.listings.service.lifecycle import change_availability
from marketplace.listings.service.records import by_id, subject
from marketplace.listings.service.review import end_change
from marketplace.listings.service.versions import add_version
from marketplace.listings.workflow import LISTING
from marketplace.taxonomy import queries as taxonomy


def mark_under_offer(actor: Actor, *, listing_id: int, deal_public_id: str) -> None:
    """A deal is being negotiated over the listing; several may be. Raises InvalidAction when it is not open."""
    listing = by_id(listing_id, lock=True)
    offer = _offer(listing, deal_public_id)
    if offer and offer.closed_at is None:
        return
    _step(actor, listing, "mark_under_offer", deal_public_id)
    if offer:
        offer.closed_at = None
    else:
        session().add(ListingOffer(listing_id=listing.id, deal_public_id=deal_public_id))
    if listing.availability == "available":
        change_availability(actor, listing, "in_talks")
    session().flush()


def release_offer(actor: Actor, *, listing_id: int, deal_public_id: str) -> None:
    """The deal ended without taking the listing; with the last one the listing is open again."""
    listing = by_id(listing_id, lock=True)
    offer = _offer(listing, deal_public_id)
    if offer is None or offer.closed_at is not None:
        return
    offer.closed_at = clock.now()
    session().flush()
    if _open_offers(listing):
        audit.record(
            "listing.offer_ended", actor=actor, subjects=[subject(listing), f"deal:{deal_public_id}"],
            visibility="parties",
        )  # fmt: skip
        return
    if listing.state == "under_offer":
        _step(actor, listing, "release_offer", deal_public_id)
    elif listing.held_from == "under_offer":
        listing.held_from = "published"
    if listing.availability == "in_talks":
        change_availability(actor, listing, "available")
    session().flush()


def close_by_deal(actor: Actor, *, listing_id: int, deal_public_id: str) -> None:
    """The deal was signed with exclusive effect or as a transfer: the listing is no longer on offer."""
    listing = by_id(listing_id, lock=True)
    _step(actor, listing, "close_by_deal", deal_public_id)
    change_availability(actor, listing, "exclusive")
    end_change(listing)
    if offer := _offer(listing, deal_public_id):
        offer.closed_at = clock.now()
    session().flush()
    news.publish("listing.closed", listing_id=listing.id)


def rerate_maturity(actor: Actor, *, listing_id: int, scale_id: str, level: int, evidence: Text) -> None:
    """Set the maturity that a pilot gate or an evaluation established; a published listing gets a new version.

    Raises UnknownMaturity when the scale has no such level (V66).
    """
    listing = by_id(listing_id, lock=True)
    found = taxonomy.maturity(scale_id, level)
    values: dict[str, Any] = {"maturity": Maturity(found.scale_id, found.level), "maturity_evidence": evidence}
    before = content_of(listing)
    if not write(listing, values):
        return
    audit.record(
        "listing.rerate", actor=actor, subjects=[subject(listing)], visibility="public",
        changes={"maturity": [str(before["maturity"] or ""), str(values["maturity"])]},
    )  # fmt: skip
    if listing.version_number:
        add_version(actor, listing, {**before, **values}, note="rerated")


def _step(actor: Actor, listing: Listing, action: str, deal_public_id: str) -> None:
    advance(
        LISTING, listing, action, actor=actor, relations={"deal"}, visibility="parties",
        facts=facts_of(actor, listing, content_of(listing)), subjects=[f"deal:{deal_public_id}"],
    )  # fmt: skip


def _offer(listing: Listing, deal_public_id: str) -> ListingOffer | None:
    return session().scalar(
        select(ListingOffer).where(ListingOffer.listing_id == listing.id, ListingOffer.deal_public_id == deal_public_id)
    )


def _open_offers(listing: Listing) -> int:
    query = select(func.count()).where(ListingOffer.listing_id == listing.id, ListingOffer.closed_at.is_(None))
    return session().scalar(query) or 0
