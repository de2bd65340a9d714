"""Stage limits and blocks as their pages show them, and what the forms around parties offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.accounts.policy import EDITORS
from marketplace.core.errors import NotFound
from marketplace.core.i18n import lang
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Block, StageRule
from marketplace.deals.policy import LEAD_STAFF
from marketplace.deals.queries.people import Choices, broker_choices, contact_choices
from marketplace.deals.queries.summaries import DealSummary, as_summary
from marketplace.deals.service import records
from marketplace.deals.workflow import STAGES


@dataclass(frozen=True)
class StageRuleView:
    """The limits of one stage, in calendar days."""

    public_id: str
    pathway: str
    stage: str
    day_limit: int
    rot_days: int
    edited: bool
    version: int


@dataclass(frozen=True)
class BlockRow:
    """A block in force or lifted; `by` is empty for a block by the centre."""

    public_id: str
    blocked: Text
    by: Text
    reason: str
    since: datetime
    lifted_at: datetime | None
    can_lift: bool


@dataclass(frozen=True)
class AssignmentPage:
    """A deal and the brokers it can be given to."""

    deal: DealSummary
    brokers: Choices


@dataclass(frozen=True)
class PartySearch:
    """A deal and the organisations found that are no party yet."""

    deal: DealSummary
    words: str
    organisations: Choices


@dataclass(frozen=True)
class ContactPage:
    """A party of a deal and the members who can speak for it."""

    deal: DealSummary
    party_id: int
    organisation: Text
    members: Choices


def stage_rules() -> list[StageRuleView]:
    """All limits, by pathway in the order of the stages."""
    rows = [_rule(row) for row in session().scalars(select(StageRule))]
    return sorted(rows, key=lambda row: (row.pathway, STAGES.index(row.stage)))


def stage_rule(public_id: str) -> StageRuleView:
    """One limit. Raises NotFound."""
    row = session().scalar(select(StageRule).where(StageRule.public_id == public_id))
    if row is None:
        raise NotFound()
    return _rule(row)


def _rule(row: StageRule) -> StageRuleView:
    return StageRuleView(
        row.public_id, row.pathway, row.stage, row.day_limit, row.rot_days, row.edited, row.version
    )  # fmt: skip


def blocks(actor: Actor) -> list[BlockRow]:
    """Blocks of the actor's organisations, for reviewers and the lead of the centre all; those in force first."""
    query = select(Block).order_by(Block.lifted_at.is_not(None), Block.created_at.desc())
    centre = actor.has(*LEAD_STAFF)
    if not centre:
        query = query.where(Block.by_organisation_id.in_(actor.organisation_ids))
    rows = session().scalars(query).all()
    names = accounts.organisation_names(n for row in rows for n in (row.blocked_id, row.by_organisation_id))
    return [
        BlockRow(
            row.public_id, names[row.blocked_id], names.get(row.by_organisation_id or 0, Text()), row.reason,
            row.created_at, row.lifted_at,
            row.lifted_at is None and (centre or actor.member_of(row.by_organisation_id, *EDITORS)),
        )
        for row in rows
    ]  # fmt: skip


def assignment_page(actor: Actor, public_id: str) -> AssignmentPage:
    """The form of an assignment. Raises NotFound, Forbidden."""
    deal = records.get(actor, public_id, "assign")
    return AssignmentPage(as_summary(deal), broker_choices(deal))


def party_page(actor: Actor, public_id: str, words: str) -> PartySearch:
    """Organisations whose name contains the words and that are no party yet, at most twenty."""
    deal = records.get(actor, public_id, "manage_parties")
    present = {row.organisation_id for row in deal.parties if row.left_at is None}
    found = accounts.organisations(text=words.strip()[:80]).items if words.strip() else []
    choices = [(card.public_id, card.name.pick(lang())) for card in found if card.id not in present]
    return PartySearch(as_summary(deal), words, choices)


def contact_page(actor: Actor, public_id: str, party_id: int) -> ContactPage:
    """The members who can become contact person. Raises NotFound, Forbidden."""
    deal = records.get(actor, public_id, "name_contact")
    party = next((row for row in deal.parties if row.id == party_id and row.left_at is None), None)
    if party is None:
        raise NotFound()
    names = accounts.organisation_names([party.organisation_id])
    return ContactPage(as_summary(deal), party.id, names[party.organisation_id], contact_choices(party))
