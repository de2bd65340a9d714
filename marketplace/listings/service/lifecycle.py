"""The later life of a listing: availability, confirmation, pause, withdrawal, hold and release."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marketplace.core import audit, news
from marketplace.core.errors import Invalid
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.core.workflow import advance
from marketplace.listings.models import Listing
from marketplace.listings.policy import relations
from marketplace.listings.queries.content import content_of
from marketplace.listings.queries.facts import facts_of, patents_of
from marketplace.listings.service.records import get, subject, tell_owner
from marketplace.listings.service.review import end_change
from marketplace.listings.service.versions import fresh
from marketplace.listings.workflow import LISTING, RELEASE


def set_availability(actor: Actor, public_id: str, *, availability: str) -> Listing:
    """Say whether the technology can still be had. An open licence needs a patent in force (patent law, art. 50)."""
    listing = get(actor, public_id, "set_availability")
    if availability == "open_licence" and not any(patent.granted for patent in patents_of(content_of(listing))):
        raise Invalid(fields={"availability": [l_("Only a granted patent can be under an open licence.")]})
    change_availability(actor, listing, availability)
    return listing


def change_availability(actor: Actor, listing: Listing, availability: str) -> None:
    """Set the availability and record it, when it differs."""
    if listing.availability == availability:
        return
    changes = {"availability": [listing.availability, availability]}
    listing.availability = availability
    audit.record("listing.availability", actor=actor, subjects=[subject(listing)], changes=changes, visibility="public")


def confirm(actor: Actor, public_id: str) -> Listing:
    """The owner stands by the listing: the freshness clock starts anew."""
    return _step(actor, public_id, "confirm", after=fresh)


def renew(actor: Actor, public_id: str) -> Listing:
    """Put an expired listing back while its review is recent enough."""
    listing = _step(actor, public_id, "renew", after=fresh)
    news.publish("listing.published", listing_id=listing.id)
    return listing


def pause(actor: Actor, public_id: str) -> Listing:
    """Take the listing off search and pages for a while."""
    return _step(actor, public_id, "pause")


def resume(actor: Actor, public_id: str) -> Listing:
    """Show a paused listing again."""
    return _step(actor, public_id, "resume")


def withdraw(actor: Actor, public_id: str, *, reason: str) -> Listing:
    """End the listing for good; its address answers that it is gone."""
    held = get(actor, public_id).state == "held"
    listing = _step(actor, public_id, "withdraw_held" if held else "withdraw", reason=reason)
    change_availability(actor, listing, "withdrawn")
    end_change(listing)
    news.publish("listing.withdrawn", listing_id=listing.id)
    return listing


def hold(actor: Actor, public_id: str, *, cause: str, reason: str) -> Listing:
    """Take a live listing off at once: lapse, dispute, preservation, upheld objection, secrecy alert, complaint."""
    listing = get(actor, public_id)
    before = listing.state
    # Set first, because the database refuses a held listing that does not say where it came from.
    with session().no_autoflush:
        _advance(actor, listing, "hold", reason=reason, data={"cause": cause})
        listing.held_from, listing.hold_cause = before, cause
    tell_owner(listing, "held", reason=reason)
    news.publish("listing.held", listing_id=listing.id)
    return listing


def release(actor: Actor, public_id: str, *, reason: str, clearance: str | None = None) -> Listing:
    """Put a held listing back to where it was. After a secrecy alert a written clearance is needed."""
    listing = get(actor, public_id)
    action = RELEASE[listing.held_from or "published"]
    _advance(actor, listing, action, reason=reason, data={"clearance": clearance}, clearance=clearance)
    listing.held_from = listing.hold_cause = None
    tell_owner(listing, "released", reason=reason)
    return listing


def _step(
    actor: Actor,
    public_id: str,
    action: str,
    *,
    reason: str | None = None,
    after: Callable[[Listing], None] | None = None,
) -> Listing:
    listing = get(actor, public_id)
    _advance(actor, listing, action, reason=reason)
    if after:
        after(listing)
    return listing


def _advance(
    actor: Actor, listing: Listing, action: str, *, reason: str | None = None, data: Any = None, **known: Any
) -> None:
    advance(
        LISTING, listing, action, actor=actor, relations=relations(actor, listing), reason=reason, data=data,
        facts=facts_of(actor, listing, content_of(listing), **known), subjects=[], visibility="parties",
    )  # fmt: skip
