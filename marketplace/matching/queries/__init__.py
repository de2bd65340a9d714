"""What pages and programs read of matching; one name per question."""

from marketplace.matching.queries.alike import Alike, Similar, instead_of, similar
from marketplace.matching.queries.frequencies import is_counted
from marketplace.matching.queries.matches import (
    Line,
    Match,
    Matches,
    Pair,
    explain,
    introduction,
    of_listing,
    of_need,
    pair,
)

__all__ = [
    "Alike",
    "Line",
    "Match",
    "Matches",
    "Pair",
    "Similar",
    "explain",
    "instead_of",
    "introduction",
    "is_counted",
    "of_listing",
    "of_need",
    "pair",
    "similar",
]
