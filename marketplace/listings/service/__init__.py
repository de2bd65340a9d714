"""The verbs of listings: the only writer. Deals and pilots call the verbs of `offers`."""

from marketplace.listings.queries.summaries import current_version_id
from marketplace.listings.service.editing import Saved, attach, change_attachment, create, detach, save
from marketplace.listings.service.freshness import expire_due, remind_due
from marketplace.listings.service.lifecycle import (
    confirm,
    hold,
    pause,
    release,
    renew,
    resume,
    set_availability,
    withdraw,
)
from marketplace.listings.service.loading import Loaded, load_published
from marketplace.listings.service.offers import close_by_deal, mark_under_offer, release_offer, rerate_maturity
from marketplace.listings.service.records import get
from marketplace.listings.service.review import (
    approve,
    claim,
    clear_secrecy,
    comment,
    discard,
    open_review,
    recall,
    reject,
    send_back,
    submit,
    tag_export,
)
from marketplace.listings.service.steps import DECISIONS, STEPS

__all__ = [
    "DECISIONS",
    "STEPS",
    "Loaded",
    "Saved",
    "approve",
    "attach",
    "change_attachment",
    "claim",
    "clear_secrecy",
    "close_by_deal",
    "comment",
    "confirm",
    "create",
    "current_version_id",
    "detach",
    "discard",
    "expire_due",
    "get",
    "hold",
    "load_published",
    "mark_under_offer",
    "open_review",
    "pause",
    "recall",
    "reject",
    "release",
    "release_offer",
    "remind_due",
    "renew",
    "rerate_maturity",
    "resume",
    "save",
    "send_back",
    "set_availability",
    "submit",
    "tag_export",
    "withdraw",
]
