"""What other nouns and pages read of listings; one name per question."""

from marketplace.listings.queries.cards import ListingCard, basic, cards, count_by_field, count_by_kind, newest
from marketplace.listings.queries.summaries import (
    ListingSummary,
    current_version_id,
    summaries,
    summary,
    summary_by_public_id,
)

__all__ = [
    "ListingCard",
    "ListingSummary",
    "basic",
    "cards",
    "count_by_field",
    "count_by_kind",
    "current_version_id",
    "newest",
    "summaries",
    "summary",
    "summary_by_public_id",
]
