"""State tables of a listing (挂牌信息) and of a change proposed to a published one."""

from __future__ import annotations

from marketplace.core.workflow import Machine, Transition
from marketplace.listings.workflow import guards
from marketplace.listings.workflow.gaps import submission_guards

IN_REVIEW = ("submitted", "secrecy_review", "compliance_review")
LIVE = ("published", "under_offer", "paused", "expired")  # a version is published
CHANGEABLE = ("published", "under_offer", "paused")  # it is edited through a change that is reviewed
OPEN_CHANGE = ("editing", "submitted", "returned")
SHOWN = ("published", "under_offer")  # found by search and open to enquiries

_EDITOR = frozenset({"owner_editor"})
_REVIEWER = frozenset({"reviewer", "centre_lead"})
_CLOCK = frozenset({"system"})
_DEAL = frozenset({"deal"})  # only the verbs that deals call hold this relation

# A held listing goes back to where it was; a step of the table has one target, so each way back has its name.
RELEASE = {
    "published": "release",
    "under_offer": "release_under_offer",
    "paused": "release_paused",
    "expired": "release_expired",
}

LISTING = Machine(
    name="listing",
    states=(
        "draft", "submitted", "secrecy_review", "compliance_review", "published", "returned", "rejected",
        "under_offer", "paused", "held", "withdrawn", "expired", "closed_deal",
    ),
    initial="draft",
    final=frozenset({"rejected", "withdrawn", "closed_deal"}),
    transitions=(
        Transition("submit", ("draft", "returned", "expired"), "submitted", _EDITOR, guards=submission_guards()),
        Transition("recall", ("submitted",), "draft", _EDITOR, guards=(guards.not_claimed,)),
        Transition("discard", ("draft", "returned"), "withdrawn", _EDITOR),
        Transition("claim", IN_REVIEW, None, _REVIEWER, guards=(guards.impartial, guards.free_to_claim)),
        Transition(
            "open_review", ("submitted",), "secrecy_review", _REVIEWER,
            guards=(guards.impartial, guards.claimed, guards.attested),
        ),
        Transition(
            "clear_secrecy", ("secrecy_review",), "compliance_review", _REVIEWER,
            guards=(guards.impartial, guards.claimed, guards.attested, guards.open_secrecy_level),
        ),
        Transition(
            "approve", ("compliance_review",), "published", _REVIEWER,
            guards=(guards.impartial, guards.claimed, guards.export_tagged, *submission_guards()),
        ),
        Transition(
            "return", IN_REVIEW, "returned", _REVIEWER, guards=(guards.impartial, guards.claimed), needs_reason=True
        ),
        Transition(
            "reject", IN_REVIEW, "rejected", _REVIEWER, guards=(guards.impartial, guards.claimed), needs_reason=True
        ),
        Transition("mark_under_offer", ("published", "under_offer"), "under_offer", _DEAL),
        Transition("release_offer", ("under_offer",), "published", _DEAL),
        Transition("close_by_deal", ("under_offer",), "closed_deal", _DEAL),
        Transition("pause", ("published",), "paused", _EDITOR),
        Transition("resume", ("paused",), "published", _EDITOR),
        Transition("withdraw", ("published", "paused", "expired"), "withdrawn", _EDITOR | _REVIEWER, needs_reason=True),
        Transition("withdraw_held", ("held",), "withdrawn", _REVIEWER, needs_reason=True),
        Transition("confirm", ("published", "under_offer", "paused"), None, _EDITOR),
        Transition("renew", ("expired",), "published", _EDITOR, guards=(guards.review_still_valid,)),
        Transition("expire", ("published", "paused"), "expired", _CLOCK),
        Transition("hold", LIVE, "held", _REVIEWER | _CLOCK, needs_reason=True),
        Transition("release", ("held",), "published", _REVIEWER, guards=(guards.cleared,), needs_reason=True),
        Transition(
            "release_under_offer", ("held",), "under_offer", _REVIEWER, guards=(guards.cleared,), needs_reason=True
        ),
        Transition("release_paused", ("held",), "paused", _REVIEWER, guards=(guards.cleared,), needs_reason=True),
        Transition("release_expired", ("held",), "expired", _REVIEWER, guards=(guards.cleared,), needs_reason=True),
    ),
)  # fmt: skip

CHANGE = Machine(
    name="listing_change",
    states=("editing", "submitted", "returned", "approved", "rejected", "discarded"),
    initial="editing",
    final=frozenset({"approved", "rejected", "discarded"}),
    transitions=(
        Transition("submit", ("editing", "returned"), "submitted", _EDITOR, guards=submission_guards()),
        Transition("recall", ("submitted",), "editing", _EDITOR, guards=(guards.not_claimed,)),
        Transition("discard", ("editing", "returned"), "discarded", _EDITOR),
        # The listing ended or was sold; its change ends with it.
        Transition("lapse", ("editing", "submitted", "returned"), "discarded", _CLOCK),
        Transition("claim", ("submitted",), None, _REVIEWER, guards=(guards.impartial, guards.free_to_claim)),
        Transition(
            "approve", ("submitted",), "approved", _REVIEWER,
            guards=(guards.impartial, guards.claimed, *submission_guards()),
        ),
        Transition(
            "return", ("submitted",), "returned", _REVIEWER, guards=(guards.impartial, guards.claimed),
            needs_reason=True,
        ),
        Transition(
            "reject", ("submitted",), "rejected", _REVIEWER, guards=(guards.impartial, guards.claimed),
            needs_reason=True,
        ),
    ),
)  # fmt: skip
