"""What other nouns and pages read of listings; one name per question."""

from marketplace.listings.documents import ATTACHMENT
from marketplace.listings.queries.attachments import AttachmentText, attachment_texts
from marketplace.listings.queries.cards import (
    BestBenefit,
    BestFigure,
    ListingCard,
    attributions,
    basic,
    browse,
    cards,
    count_by_field,
    count_by_kind,
    legal_status_days,
    newest,
    of_owner,
)
from marketplace.listings.queries.columns import COLUMNS
from marketplace.listings.queries.desk import (
    Desk,
    Remark,
    changes_under_review,
    desk,
    remarks,
    sheet_under_review,
    timeline,
)
from marketplace.listings.queries.features import ListingFeatures, features, features_after
from marketplace.listings.queries.lists import MineRow, QueueRow, mine, mine_by_state, review_queue
from marketplace.listings.queries.measures import Measure, Measures, measures
from marketplace.listings.queries.page import (
    AttachmentView,
    ListingPage,
    compare,
    file_for,
    page_for,
    preview,
    working_attachments,
)
from marketplace.listings.queries.summaries import (
    ListingSummary,
    current_version_id,
    summaries,
    summary,
    summary_by_public_id,
)
from marketplace.listings.queries.versions import changed_at, public_pages
from marketplace.listings.queries.words import PublicWords, public_words

__all__ = [
    "ATTACHMENT",
    "COLUMNS",
    "AttachmentText",
    "AttachmentView",
    "BestBenefit",
    "BestFigure",
    "Desk",
    "ListingCard",
    "ListingFeatures",
    "ListingPage",
    "ListingSummary",
    "Measure",
    "Measures",
    "MineRow",
    "PublicWords",
    "QueueRow",
    "Remark",
    "attachment_texts",
    "attributions",
    "basic",
    "browse",
    "cards",
    "changed_at",
    "changes_under_review",
    "compare",
    "count_by_field",
    "count_by_kind",
    "current_version_id",
    "desk",
    "features",
    "features_after",
    "file_for",
    "legal_status_days",
    "measures",
    "mine",
    "mine_by_state",
    "newest",
    "of_owner",
    "page_for",
    "preview",
    "public_pages",
    "public_words",
    "remarks",
    "review_queue",
    "sheet_under_review",
    "summaries",
    "summary",
    "summary_by_public_id",
    "timeline",
    "working_attachments",
]
