"""What other nouns and pages read of listings; one name per question."""

from marketplace.listings.queries.cards import (
    BestFigure,
    ListingCard,
    basic,
    cards,
    count_by_field,
    count_by_kind,
    newest,
    of_owner,
)
from marketplace.listings.queries.lists import MineRow, QueueRow, mine, mine_by_state, review_queue
from marketplace.listings.queries.summaries import (
    ListingSummary,
    current_version_id,
    summaries,
    summary,
    summary_by_public_id,
)

__all__ = [
    "BestFigure",
    "ListingCard",
    "ListingSummary",
    "MineRow",
    "QueueRow",
    "basic",
    "cards",
    "count_by_field",
    "count_by_kind",
    "current_version_id",
    "mine",
    "mine_by_state",
    "newest",
    "of_owner",
    "review_queue",
    "summaries",
    "summary",
    "summary_by_public_id",
]
