"""Tests of the life of listings and changes: the whole matrix, and each guard of the review."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from marketplace.core import audit, clock
from marketplace.core.policy import Actor
from marketplace.listings import service
from marketplace.listings.queries.facts import patents_of
from marketplace.listings.workflow import CHANGE, LISTING, ListingFacts, guards
from marketplace.listings.workflow.gaps import EVIDENCE, LAW, WARNING, completeness, gaps
from tests.factories import accounts as people
from tests.factories import listings as make
from tests.factories.listings import owner_of, review
from tests.factories.matrix import assert_matrix

ACTOR = Actor(user_id=7, name="示例人员")
REVIEW = ("submitted", "secrecy_review", "compliance_review")
LISTING_STEPS: dict[tuple[str, str], str | None] = {
    ("draft", "submit"): "submitted", ("returned", "submit"): "submitted", ("expired", "submit"): "submitted",
    ("submitted", "recall"): "draft", ("draft", "discard"): "withdrawn", ("returned", "discard"): "withdrawn",
    **{(state, "claim"): None for state in REVIEW},
    **{(state, "return"): "returned" for state in REVIEW},
    **{(state, "reject"): "rejected" for state in REVIEW},
    ("submitted", "open_review"): "secrecy_review", ("secrecy_review", "clear_secrecy"): "compliance_review",
    ("compliance_review", "approve"): "published",
    ("published", "mark_under_offer"): "under_offer", ("under_offer", "mark_under_offer"): "under_offer",
    ("under_offer", "release_offer"): "published", ("under_offer", "close_by_deal"): "closed_deal",
    ("published", "pause"): "paused", ("paused", "resume"): "published",
    **{(state, "withdraw"): "withdrawn" for state in ("published", "paused", "expired")},
    ("held", "withdraw_held"): "withdrawn",
    **{(state, "confirm"): None for state in ("published", "under_offer", "paused")},
    ("expired", "renew"): "published", ("published", "expire"): "expired", ("paused", "expire"): "expired",
    **{(state, "hold"): "held" for state in ("published", "under_offer", "paused", "expired")},
    ("held", "release"): "published", ("held", "release_under_offer"): "under_offer",
    ("held", "release_paused"): "paused", ("held", "release_expired"): "expired",
}  # fmt: skip
CHANGE_STEPS: dict[tuple[str, str], str | None] = {
    ("editing", "submit"): "submitted", ("returned", "submit"): "submitted", ("submitted", "recall"): "editing",
    ("editing", "discard"): "discarded", ("returned", "discard"): "discarded", ("submitted", "claim"): None,
    **{(state, "lapse"): "discarded" for state in ("editing", "submitted", "returned")},
    ("submitted", "approve"): "approved", ("submitted", "return"): "returned", ("submitted", "reject"): "rejected",
}  # fmt: skip


def facts(**values: Any) -> ListingFacts:
    """Facts of a complete listing of a verified owner; `values` named like content replace its entries."""
    content = make.content()
    named = {name: values.pop(name) for name in list(values) if name not in content}
    content |= values
    found = ListingFacts(
        kind=named.pop("kind", "result"), content=content, today=clock.today(), owner_verified=True,
        patents=patents_of(content),
    )  # fmt: skip
    return replace(found, **named)


@pytest.fixture
def ready(db: Session) -> ListingFacts:
    """Facts that meet the guards of every step."""
    return facts(export_class="free", reviewer_name="示例审核员", clearance="示例〔2026〕9号")


def test_every_state_and_action_of_a_listing(db: Session, ready: ListingFacts) -> None:
    """Recall asks that nobody has claimed it; every decision that somebody has: so two sets of facts."""
    unclaimed = replace(ready, reviewer_name=None)
    actions = {"recall"}
    assert_matrix(_only(LISTING, actions), _pick(LISTING_STEPS, actions), actor=ACTOR, facts=unclaimed)
    others = set(LISTING.all_actions) - actions
    assert_matrix(_only(LISTING, others), _pick(LISTING_STEPS, others), actor=ACTOR, facts=ready)
    assert {(s, t.action): t.target for t in LISTING.transitions for s in t.source} == LISTING_STEPS


def test_every_state_and_action_of_a_change(db: Session, ready: ListingFacts) -> None:
    actions = {"recall"}
    unclaimed = replace(ready, reviewer_name=None)
    assert_matrix(_only(CHANGE, actions), _pick(CHANGE_STEPS, actions), actor=ACTOR, facts=unclaimed)
    others = set(CHANGE.all_actions) - actions
    assert_matrix(_only(CHANGE, others), _pick(CHANGE_STEPS, others), actor=ACTOR, facts=ready)


def _only(machine: Any, actions: set[str]) -> Any:
    return replace(machine, transitions=tuple(t for t in machine.transitions if t.action in actions))


def _pick(steps: dict[tuple[str, str], str | None], actions: set[str]) -> dict[tuple[str, str], str | None]:
    return {pair: target for pair, target in steps.items() if pair[1] in actions}


def test_the_history_of_a_listing_replays_to_its_state(db: Session) -> None:
    reviewer = people.actor(people.make_staff("reviewer"))
    listing = make.make_listing(state="draft")
    service.submit(owner_of(listing), listing.public_id)
    review(reviewer, listing)
    service.approve(reviewer, listing.public_id)
    service.pause(owner_of(listing), listing.public_id)
    service.resume(owner_of(listing), listing.public_id)
    audit.write(db)
    state = "draft"
    for happened in reversed(audit.timeline(f"listing:{listing.public_id}", kind_prefix="listing.")):
        if "state" in happened.changes:
            before, after = happened.changes["state"]
            assert before == state
            state = after
    assert state == listing.state == "published"


@pytest.mark.parametrize(
    ("guard", "bad", "good"),
    [
        (guards.not_claimed, {"reviewer_name": "示例"}, {}),
        (guards.impartial, {"acts_for_owner": True}, {}),
        (guards.free_to_claim, {"claimed_by_other": True, "reviewer_name": "示例"}, {}),
        (guards.claimed, {}, {"reviewer_name": "示例"}),
        (guards.claimed, {"reviewer_name": "示例", "claimed_by_other": True}, {"reviewer_name": "示例"}),
        (guards.attested, {"attestation_number": None}, {}),
        (guards.open_secrecy_level, {"secrecy_level": "internal"}, {}),
        (guards.export_tagged, {}, {"export_class": "restricted"}),
        (guards.review_still_valid, {"reviewed_recently": False}, {}),
        (guards.cleared, {"hold_cause": "secrecy_alert"}, {"hold_cause": "secrecy_alert", "clearance": "1号"}),
        (guards.cleared, {"hold_cause": "secrecy_alert"}, {"hold_cause": "complaint"}),
    ],
)
def test_guards(db: Session, guard: Any, bad: dict[str, Any], good: dict[str, Any]) -> None:
    assert str(guard(facts(**bad)))
    assert guard(facts(**good)) is None


def test_a_complete_listing_has_no_gap(db: Session) -> None:
    assert gaps(facts()) == []
    assert completeness(facts()) == 100


def test_completeness_grows_with_every_entry(db: Session) -> None:
    empty = ListingFacts(kind="result", content={}, today=clock.today())
    assert completeness(empty) < completeness(facts(title=None)) < 100
    assert {gap.level for gap in gaps(empty)} == {EVIDENCE, LAW}


def test_warnings_do_not_block(db: Session) -> None:
    doubtful = facts(duplicates=("示例标题",))
    assert {gap.level for gap in gaps(doubtful)} == {WARNING}
    assert completeness(doubtful) == 100
