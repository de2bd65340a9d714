"""The page of an incubation case: where it stands, its milestones, its company, and the steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.core import audit, clock
from marketplace.core.errors import NotFound
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals import queries as deals
from marketplace.deals.policy import DEAL, event_visibilities
from marketplace.deals.workflow import wording as deal_wording
from marketplace.incubation.models import IncubationCase, Milestone
from marketplace.incubation.policy import CASE, relations
from marketplace.incubation.queries.cases import CaseSummary, as_summary
from marketplace.incubation.service.cases import subject_of
from marketplace.incubation.service.steps import facts_of
from marketplace.incubation.workflow import INCUBATION, MILESTONES, RUNNING
from marketplace.incubation.workflow.wording import STATES
from marketplace.pilots import queries as pilots
from marketplace.pilots.workflow.wording import state_changes
from marketplace.taxonomy import queries as taxonomy

_STATES = {**deal_wording.STATES, **STATES}


@dataclass(frozen=True)
class MilestoneView:
    """One of the eight milestones, reached or not."""

    code: str
    reached_on: date | None
    evidence: str | None
    file_name: str | None


@dataclass(frozen=True)
class StepView:
    """A step the reader may take, with everything that is still missing for it."""

    action: str
    unmet: Sequence[Any]
    needs_reason: bool


@dataclass(frozen=True)
class CasePage:
    """Everything the page of a case shows."""

    summary: CaseSummary
    deal: deals.DealSummary
    pilot: pilots.PilotSummary | None
    plan: Text
    incubator: Text | None
    waiver_reason: str | None
    waived_at: datetime | None
    company_uscc: str | None
    ip_route: str | None
    appraisal_number: str | None
    appraised_on: date | None
    jobs: int | None
    investment_fen: int | None
    revenue_fen: int | None
    graduation_criterion: str | None
    stay_until: date | None
    overstays: bool
    version: int
    stages: Sequence[tuple[str, str]]
    milestones: Sequence[MilestoneView]
    actions: Sequence[StepView]
    events: Sequence[audit.EventView]
    may: frozenset[str]
    sees_deal: bool


def page_for(actor: Actor, public_id: str) -> CasePage:
    """The page of a case for this reader. Raises NotFound."""
    case = session().scalar(
        select(IncubationCase)
        .options(
            joinedload(IncubationCase.incubator),
            selectinload(IncubationCase.milestones).joinedload(Milestone.file),
        )
        .where(IncubationCase.public_id == public_id)
    )  # fmt: skip
    if case is None:
        raise NotFound()
    subject = subject_of(case)
    CASE.check(actor, "view", subject)
    held, until = relations(actor, subject), _stay_until(case)
    seen = event_visibilities(held) or ("public", "parties")
    return CasePage(
        summary=as_summary(case), deal=subject.deal, pilot=pilots.summary(case.pilot_id) if case.pilot_id else None,
        plan=case.plan, incubator=case.incubator.name if case.incubator else None, waiver_reason=case.waiver_reason,
        waived_at=case.waived_at, company_uscc=case.company_uscc, ip_route=case.ip_route,
        appraisal_number=case.appraisal_number, appraised_on=case.appraised_on, jobs=case.jobs,
        investment_fen=case.investment_fen, revenue_fen=case.revenue_fen,
        graduation_criterion=case.graduation_criterion, stay_until=until,
        overstays=case.state in RUNNING and until is not None and until < clock.today(), version=case.version,
        stages=_stages(case), milestones=_milestones(case), actions=_actions(case, held),
        events=[
            replace(event, changes=state_changes(event.changes, _STATES))
            for event in audit.timeline(f"incubation:{case.public_id}", seen)
        ],
        may=frozenset(name for name in CASE.rules if CASE.may(actor, name, subject)),
        sees_deal=DEAL.may(actor, "view", subject.deal),
    )  # fmt: skip


def _stay_until(case: IncubationCase) -> date | None:
    """The last day of the usual stay in an incubator, counted from admission."""
    admitted = next((row.reached_on for row in case.milestones if row.code == "i0"), None)
    if admitted is None:
        return None
    return clock.add_months(admitted, taxonomy.rule("tenant_stay_months_max").integer)


def _stages(case: IncubationCase) -> list[tuple[str, str]]:
    """(state, standing) along the way: done, current, todo; skipped when the case ended before."""
    way = (*RUNNING, "graduated")
    if case.state not in way:
        reached = {"admitted": "i0", "company_registered": "i1", "ip_contributed": "i2", "operating": "i3"}
        codes = {row.code for row in case.milestones}
        return [(state, "done" if state == "applied" or reached.get(state) in codes else "skipped") for state in way]
    here = way.index(case.state)
    ended = case.state == "graduated"
    return [
        (state, "done" if n < here or ended else "current" if n == here else "todo") for n, state in enumerate(way)
    ]  # fmt: skip


def _milestones(case: IncubationCase) -> list[MilestoneView]:
    rows = {row.code: row for row in case.milestones}
    return [
        MilestoneView(
            code, row.reached_on if row else None, row.evidence if row else None,
            row.file.name if row and row.file else None,
        )
        for code, row in ((code, rows.get(code)) for code in MILESTONES)
    ]  # fmt: skip


def _actions(case: IncubationCase, held: set[str]) -> list[StepView]:
    # The criterion is chosen with the step itself, so the page does not call it missing.
    facts = facts_of(case, criterion="chosen with the step")
    return [
        StepView(step.action, INCUBATION.unmet(case.state, step.action, facts), step.needs_reason)
        for step in INCUBATION.actions(case.state, held)
    ]
