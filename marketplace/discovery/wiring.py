"""What discovery follows: listings as they come and go."""

from __future__ import annotations

from flask import Flask

from marketplace.core import jobs, news

COMING_AND_GOING = ("published", "withdrawn", "held", "expired", "closed")


def wire(_app: Flask) -> None:
    """Keep suggestions as public as the listings."""
    for happened in COMING_AND_GOING:
        news.subscribe(f"listing.{happened}", follow)


def follow(listing_id: int) -> None:
    """The suggestions of a listing follow it once its change is committed."""
    jobs.defer("discovery.follow_listing", listing_id=listing_id)
