"""The life of a listing and of its change proposals as tables, and the rules that a publication must meet."""

from marketplace.listings.workflow.facts import ListingFacts
from marketplace.listings.workflow.machine import (
    CHANGE,
    CHANGEABLE,
    IN_REVIEW,
    LISTING,
    LIVE,
    OPEN_CHANGE,
    RELEASE,
    SHOWN,
)

__all__ = ["CHANGE", "CHANGEABLE", "IN_REVIEW", "LISTING", "LIVE", "OPEN_CHANGE", "RELEASE", "SHOWN", "ListingFacts"]
