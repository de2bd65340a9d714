"""Reading enquiries and deals: summaries for other nouns, lists, pages, boards, figures."""

from marketplace.deals.queries.summaries import (
    DealSummary,
    PartyRef,
    as_summary,
    running_count,
    summaries,
    summary,
    summary_by_public_id,
)

__all__ = ["DealSummary", "PartyRef", "as_summary", "running_count", "summaries", "summary", "summary_by_public_id"]
