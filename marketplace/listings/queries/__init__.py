"""What other nouns and pages read of listings; one name per question."""

from marketplace.listings.queries.summaries import (
    ListingSummary,
    current_version_id,
    summaries,
    summary,
    summary_by_public_id,
)

__all__ = ["ListingSummary", "current_version_id", "summaries", "summary", "summary_by_public_id"]
