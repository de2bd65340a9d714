"""What pages and programs read of matching; one name per question."""

from marketplace.matching.queries.alike import Alike, Similar, instead_of, similar
from marketplace.matching.queries.frequencies import is_counted
from marketplace.matching.queries.matches import Line, Match, Matches, explain, of_listing, of_need

__all__ = [
    "Alike",
    "Line",
    "Match",
    "Matches",
    "Similar",
    "explain",
    "instead_of",
    "is_counted",
    "of_listing",
    "of_need",
    "similar",
]
