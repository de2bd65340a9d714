"""The role home: what waits for this person, over all nouns, and the first steps still to take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.alerts import queries as alerts
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals import queries as deals
from marketplace.deals.models import Deal
from marketplace.deals.workflow import OPEN
from marketplace.desk.queries.agenda import Errand, errands
from marketplace.desk.queries.checklist import Tick, checklist, guide_of
from marketplace.desk.queries.review import waiting_counts
from marketplace.desk.queries.standing import standings
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs

SHOWN = 5  # rows of each kind on the home; the full list is a link away
ERRANDS_SHOWN = 10


@dataclass(frozen=True)
class GateGap:
    """A deal of this broker whose next gate still lacks something."""

    public_id: str
    title: Text
    missing: tuple[Any, ...]


@dataclass(frozen=True)
class RoleHome:
    """Everything the home of one person shows; empty groups are left out of the page."""

    guide: str | None
    steps: Sequence[Tick]
    unverified: Sequence[accounts.OrganisationCard]
    returned: Sequence[listings.MineRow]
    listing_counts: Mapping[str, int]
    need_drafts: Sequence[needs.NeedSummary]
    enquiries: Sequence[deals.EnquiryRow]
    errands: Sequence[Errand]
    gaps: Sequence[GateGap]
    review: Mapping[str, int]
    unread: int

    @property
    def clear(self) -> bool:
        """Whether nothing waits for this person now."""
        return not (
            self.unverified or self.returned or self.need_drafts or self.enquiries or self.errands or self.gaps
            or any(self.review.values()) or self.unread
        )  # fmt: skip


def home(actor: Actor) -> RoleHome:
    """The home of the person; only what the roles can have is asked for."""
    offers = actor.has("university_officer", "researcher")
    counts = listings.mine_by_state(actor) if offers else {}
    returned = listings.mine(actor, state="returned", size=SHOWN).items if counts.get("returned") else []
    wants = actor.has("enterprise_user")
    return RoleHome(
        guide=guide_of(actor), steps=checklist(actor), unverified=_unverified(actor), returned=returned,
        listing_counts=counts, need_drafts=needs.mine(actor, state="draft", size=SHOWN).items if wants else [],
        enquiries=deals.enquiry_list(actor, waiting=True, size=SHOWN).items if actor.memberships else [],
        errands=errands(actor)[:ERRANDS_SHOWN], gaps=_gaps(actor) if actor.has("broker") else [],
        review=waiting_counts(actor) if actor.is_staff else {}, unread=alerts.unread_count(actor),
    )  # fmt: skip


def _unverified(actor: Actor) -> list[accounts.OrganisationCard]:
    """Own organisations that the centre has not verified (yet, or any more)."""
    waiting = [m.organisation_id for m in actor.memberships if not m.verified and m.organisation_kind != "centre"]
    return sorted(accounts.organisation_cards(waiting).values(), key=lambda card: card.id) if waiting else []


def _gaps(actor: Actor) -> list[GateGap]:
    """The broker's open deals with something missing at the next gate, the longest in their stage first."""
    rows = session().execute(
        select(Deal.id, Deal.public_id, Deal.title)
        .where(Deal.broker_user_id == actor.user_id, Deal.state.in_(OPEN))
        .order_by(Deal.state_changed_at)
    ).all()  # fmt: skip
    known = standings(row.id for row in rows)
    found = [GateGap(row.public_id, row.title, known[row.id].missing) for row in rows]
    return [gap for gap in found if gap.missing][:SHOWN]
