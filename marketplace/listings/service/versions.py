"""Publishing writes a version: what everybody saw at that time, and which entries changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from marketplace.core import clock, news
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingVersion
from marketplace.listings.queries.versions import latest_snapshot
from marketplace.listings.schemas.snapshot import freeze, thaw
from marketplace.listings.service.content import changed_entries
from marketplace.taxonomy import queries as taxonomy


def publish(actor: Actor, listing: Listing, content: Mapping[str, Any]) -> ListingVersion:
    """Write the next version after a review, and start the clocks of validity and freshness."""
    listing.published_at = listing.published_at or clock.now()
    listing.reviewed_on = clock.today()
    listing.review_notes = {}
    listing.reviewer_id = listing.claimed_at = None
    fresh(listing)
    version = add_version(actor, listing, content)
    news.publish("listing.published", listing_id=listing.id)
    return version


def add_version(
    actor: Actor, listing: Listing, content: Mapping[str, Any], *, note: str | None = None
) -> ListingVersion:
    """Keep the content as the next version; older ones are never touched."""
    before = latest_snapshot(listing.id)
    changed = changed_entries(thaw(before), content) if before else []
    listing.version_number += 1
    version = ListingVersion(
        listing_id=listing.id, number=listing.version_number, snapshot=freeze(content), changed_fields=changed,
        at=clock.now(), by_id=actor.user_id, note=note,
    )  # fmt: skip
    session().add(version)
    session().flush()
    return version


def fresh(listing: Listing) -> None:
    """The owner stands by it today; it must be confirmed again after the days of the rule."""
    listing.confirmed_at = clock.now()
    listing.expires_on = clock.today() + timedelta(days=taxonomy.rule("listing_freshness_days").integer)
    listing.reminded_on = None
