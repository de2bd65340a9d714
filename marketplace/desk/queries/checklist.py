"""First steps of a newcomer by role; each ticks itself once the records show that it was taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from marketplace.accounts.models import BrokerProfile, User
from marketplace.core.audit import Event
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealParty, Declaration, Enquiry
from marketplace.listings.models import Listing
from marketplace.needs.models import Need, NeedComment

# The first group whose roles are held gives the list; a person with several roles learns the most special one.
GUIDES: Mapping[str, tuple[frozenset[str], tuple[str, ...]]] = {
    "staff": (
        frozenset({"reviewer", "centre_lead"}),
        ("second_factor", "review_claimed", "need_judged", "decision_made"),
    ),
    "broker": (
        frozenset({"broker"}),
        ("second_factor", "broker_recorded", "deal_taken", "conflict_declared", "action_planned"),
    ),
    "officer": (
        frozenset({"university_officer", "researcher"}),
        ("verified", "listing_written", "listing_submitted", "enquiry_answered"),
    ),
    "enterprise": (
        frozenset({"enterprise_user"}),
        ("verified", "need_submitted", "enquiry_sent", "deal_joined"),
    ),
}
CLAIMS = ("listing.claim", "listing_change.claim")
DECISIONS = (
    "listing.approve", "listing.return", "listing.reject", "listing_change.approve", "listing_change.return",
    "listing_change.reject", "need.publish", "need.return", "organisation.verify", "organisation.reject",
)  # fmt: skip


@dataclass(frozen=True)
class Tick:
    """One step of the list."""

    code: str
    done: bool


def guide_of(actor: Actor) -> str | None:
    """Which list a person gets; None for people without a role that has one."""
    return next((name for name, (roles, _steps) in GUIDES.items() if actor.roles & roles), None)


def checklist(actor: Actor) -> tuple[Tick, ...]:
    """The steps of the person's role with their state, in one query."""
    guide = guide_of(actor)
    if guide is None:
        return ()
    steps = GUIDES[guide][1]
    asked = {code: _taken(actor, code) for code in steps if code != "verified"}
    row = session().execute(select(*(test.label(code) for code, test in asked.items()))).one()
    done = {**dict(zip(asked, row, strict=True)), "verified": any(m.verified for m in actor.memberships)}
    return tuple(Tick(code, bool(done[code])) for code in steps)


def _taken(actor: Actor, code: str) -> Any:
    """The proof of a step, as a condition."""
    me, own = actor.user_id, actor.organisation_ids
    proofs = {
        "second_factor": select(User.id).where(User.id == me, User.totp_secret.is_not(None)),
        "broker_recorded": select(BrokerProfile.id).where(BrokerProfile.user_id == me),
        "review_claimed": select(Event.id).where(Event.actor_id == me, Event.kind.in_(CLAIMS)),
        "need_judged": select(NeedComment.id).where(NeedComment.author_id == me),
        "decision_made": select(Event.id).where(Event.actor_id == me, Event.kind.in_(DECISIONS)),
        "deal_taken": select(Deal.id).where(Deal.broker_user_id == me),
        "conflict_declared": select(Declaration.id).where(Declaration.user_id == me),
        "action_planned": select(Deal.id).where(Deal.broker_user_id == me, Deal.next_action.is_not(None)),
        "listing_written": select(Listing.id).where(Listing.owner_id.in_(own)),
        "listing_submitted": select(Listing.id).where(Listing.owner_id.in_(own), Listing.state != "draft"),
        "enquiry_answered": select(Enquiry.id).where(Enquiry.owner_id.in_(own), Enquiry.first_response_at.is_not(None)),
        "need_submitted": select(Need.id).where(Need.owner_id.in_(own), Need.state != "draft"),
        "enquiry_sent": select(Enquiry.id).where(Enquiry.asker_id.in_(own)),
        "deal_joined": select(DealParty.id).where(DealParty.organisation_id.in_(own)),
    }
    return proofs[code].exists()
