"""Background work of discovery: suggestions are built whole at night and follow each listing."""

from __future__ import annotations

import logging

from marketplace.core import jobs
from marketplace.discovery.service import suggestions
from marketplace.listings import queries as listings

log = logging.getLogger("marketplace.search")


@jobs.task(name="discovery.build_suggestions")
def build_suggestions() -> None:
    """Make all suggestions again."""
    log.info("suggestions built", extra={"count": suggestions.rebuild()})


@jobs.task(name="discovery.follow_listing")
def follow_listing(listing_id: int) -> None:
    """Suggest what a listing brings, or no more what it took away."""
    if summary := listings.summary(listing_id):
        suggestions.follow(listing_id, summary.public_id)


jobs.periodic("30 18 * * *", "discovery.build_suggestions")  # half past two in Shanghai
