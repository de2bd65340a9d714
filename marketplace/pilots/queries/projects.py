"""The page of a pilot project, its gates with what is missing, and short rows for other nouns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts import queries as accounts
from marketplace.core import audit
from marketplace.core.errors import NotFound
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals import queries as deals
from marketplace.deals.policy import DEAL, event_visibilities
from marketplace.deals.workflow import wording as deal_wording
from marketplace.pilots.models import GateDocument, GateReview, Measurement, PilotProject
from marketplace.pilots.policy import PILOT_POLICY, PilotSubject, relations
from marketplace.pilots.queries.platforms import platform_choices
from marketplace.pilots.service.projects import described, known, subject_of
from marketplace.pilots.service.steps import facts_of
from marketplace.pilots.workflow import ENDS, GATE_OF, GATES, PILOT, PilotFacts
from marketplace.pilots.workflow.wording import STATES, state_changes
from marketplace.taxonomy import queries as taxonomy

_STATES = {**deal_wording.STATES, **STATES}


@dataclass(frozen=True)
class PilotSummary:
    """A project in short."""

    id: int
    public_id: str
    deal_id: int
    title: Text
    state: str
    gate: str | None
    round: int
    state_changed_at: datetime
    budget_fen: int | None
    spent_fen: int
    ends_on: date | None


@dataclass(frozen=True)
class GateView:
    """One gate: where it stands, the documents asked for (there or not), and what was recorded in all rounds.

    `standing`: done, current, upcoming, held (the project waits here), or left (the project ended before it).
    """

    code: str
    standing: str
    required: Sequence[tuple[str, bool]]
    documents: Sequence[GateDocument]
    reviews: Sequence[GateReview]
    measurements: Sequence[Measurement]


@dataclass(frozen=True)
class ActionView:
    """A step the reader may take, with everything that is still missing for it."""

    action: str
    unmet: Sequence[Any]
    needs_reason: bool


@dataclass(frozen=True)
class ShareView:
    """A party and the part of the budget it bears; None when it bears nothing."""

    organisation: str
    name: Text
    percent: Decimal | None


@dataclass(frozen=True)
class PilotPage:
    """Everything the page of a project shows."""

    summary: PilotSummary
    deal: deals.DealSummary
    kind: str
    objective: Text
    platform_name: Text | None
    start_level: int | None
    start_scale: str | None
    final_level: int | None
    final_scale: str | None
    starts_on: date | None
    failure_risk_rule: str | None
    extension_reason: str | None
    over_term: bool
    version: int
    shares: Sequence[ShareView]
    gates: Sequence[GateView]
    actions: Sequence[ActionView]
    events: Sequence[audit.EventView]
    may: frozenset[str]
    sees_deal: bool


@dataclass(frozen=True)
class PilotEditor:
    """The form of a project: its content, and the platforms to choose from."""

    summary: PilotSummary
    deal: deals.DealSummary
    version: int
    content: Mapping[str, Any]
    platforms: Sequence[tuple[str, str]]


def as_summary(row: PilotProject) -> PilotSummary:
    """The summary of a loaded row."""
    return PilotSummary(
        row.id, row.public_id, row.deal_id, row.title, row.state, GATE_OF.get(row.state), row.round,
        row.state_changed_at, row.budget_fen, row.spent_fen, row.ends_on,
    )  # fmt: skip


def summary(pilot_id: int) -> PilotSummary:
    """One summary by id. Raises NotFound."""
    row = session().get(PilotProject, pilot_id)
    if row is None:
        raise NotFound()
    return as_summary(row)


def of_deal(deal_id: int) -> list[PilotSummary]:
    """All pilots of a deal, oldest first."""
    rows = session().scalars(select(PilotProject).where(PilotProject.deal_id == deal_id).order_by(PilotProject.id))
    return [as_summary(row) for row in rows]


def accepted_pilot(deal_id: int) -> PilotSummary | None:
    """The newest pilot of a deal that was accepted at G5 for incubation."""
    row = session().scalar(
        select(PilotProject)
        .where(PilotProject.deal_id == deal_id, PilotProject.state == "to_incubation")
        .order_by(PilotProject.id.desc())
        .limit(1)
    )
    return as_summary(row) if row else None


def board_rows(deal_ids: Iterable[int]) -> dict[int, PilotSummary]:
    """The newest pilot of each deal, in one query, for the board."""
    wanted = list(deal_ids)
    if not wanted:
        return {}
    query = (
        select(PilotProject)
        .where(PilotProject.deal_id.in_(wanted))
        .ext(distinct_on(PilotProject.deal_id))
        .order_by(PilotProject.deal_id, PilotProject.id.desc())
    )
    return {row.deal_id: as_summary(row) for row in session().scalars(query)}


def page_for(actor: Actor, public_id: str) -> PilotPage:
    """The page of a project for this reader. Raises NotFound."""
    project = session().scalars(
        select(PilotProject)
        .options(
            joinedload(PilotProject.platform), joinedload(PilotProject.shares), selectinload(PilotProject.reviews),
            selectinload(PilotProject.measurements), selectinload(PilotProject.documents).joinedload(GateDocument.file),
        )
        .where(PilotProject.public_id == public_id)
    ).unique().one_or_none()  # fmt: skip
    if project is None:
        raise NotFound()
    return _page(actor, project)


def editor_for(actor: Actor, public_id: str) -> PilotEditor:
    """What the form of a project starts from. Raises NotFound or Forbidden."""
    project, subject = known(actor, public_id, "edit")
    present = project.platform.public_id if project.platform else None
    content = described(project) | {"platform": present}
    return PilotEditor(as_summary(project), subject.deal, project.version, content, platform_choices(present))


def _page(actor: Actor, project: PilotProject) -> PilotPage:
    subject = subject_of(project)
    PILOT_POLICY.check(actor, "view", subject)
    held, platform, facts = relations(actor, subject), project.platform, facts_of(project)
    return PilotPage(
        summary=as_summary(project), deal=subject.deal, kind=project.kind, objective=project.objective,
        platform_name=platform.name if platform else None, start_level=project.start_level,
        start_scale=project.start_scale, final_level=project.final_level,
        final_scale=project.final_scale, starts_on=project.starts_on,
        failure_risk_rule=project.failure_risk_rule, extension_reason=project.extension_reason,
        over_term=facts.over_term, version=project.version, shares=_shares(project, subject),
        gates=[_gate(project, gate) for gate in GATES], actions=_actions(project, held, facts),
        events=[
            replace(event, changes=state_changes(event.changes, _STATES))
            for event in audit.timeline(f"pilot:{project.public_id}", _visible(held))
        ],
        may=frozenset(name for name in PILOT_POLICY.rules if PILOT_POLICY.may(actor, name, subject)),
        sees_deal=DEAL.may(actor, "view", subject.deal),
    )  # fmt: skip


def _visible(held: set[str]) -> tuple[str, ...]:
    """Whoever sees a project sees what its parties share; staff and the broker see internal events too."""
    return event_visibilities(held) or ("public", "parties")


def _gate(project: PilotProject, gate: str) -> GateView:
    documents = [row for row in project.documents if row.gate == gate]
    # A further round begins at G1: what was handed in at G0 holds for all of them.
    present = {row.code for row in documents if row.round == project.round or gate == GATES[0]}
    return GateView(
        gate, _standing(project, gate),
        [(term.code, term.code in present) for term in taxonomy.codes("pilot_document") if term.facts["gate"] == gate],
        documents,
        [row for row in project.reviews if row.gate == gate],
        [row for row in project.measurements if row.gate == gate],
    )  # fmt: skip


def _standing(project: PilotProject, gate: str) -> str:
    if project.state in ("stopped", "failed"):
        passed = any(row.gate == gate and row.decision in ("pass", "conditional") for row in project.reviews)
        return "done" if passed else "left"
    if project.state in ENDS:
        return "done"
    here = GATE_OF.get(project.held_from or project.state)
    position = GATES.index(here) if here else -1
    if GATES.index(gate) == position:
        return "held" if project.state == "on_hold" else "current"
    return "done" if GATES.index(gate) < position else "upcoming"


def _actions(project: PilotProject, held: set[str], facts: PilotFacts) -> list[ActionView]:
    steps = PILOT.actions(project.state, held)
    resume = f"resume_{GATE_OF.get(project.held_from or '', '')}"
    return [
        ActionView(step.action, PILOT.unmet(project.state, step.action, facts), step.needs_reason)
        for step in steps
        if not step.action.startswith("resume_") or step.action == resume
    ]


def _shares(project: PilotProject, subject: PilotSubject) -> list[ShareView]:
    borne = {row.organisation_id: Decimal(row.share) / 100 for row in project.shares}
    cards = accounts.organisation_cards({*subject.party_ids, *borne})
    return [ShareView(card.public_id, card.name, borne.get(card.id)) for card in cards.values()]


def count_by_state() -> dict[str, int]:
    """Number of projects in each state."""
    query = select(PilotProject.state, func.count().label("number")).group_by(PilotProject.state)
    return {row.state: row.number for row in session().execute(query)}
