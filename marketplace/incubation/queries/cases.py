"""Incubation cases in short, for lists, the board and other nouns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from marketplace.core.errors import NotFound
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals import queries as deals
from marketplace.deals.policy import DEAL
from marketplace.incubation.models import IncubationCase
from marketplace.incubation.queries.incubators import incubator_choices
from marketplace.incubation.service.cases import deal_for, described, known
from marketplace.incubation.workflow import RUNNING
from marketplace.pilots import queries as pilots

ENTERED_FROM = ("signed", "pilot", "incubation")  # stages of a deal from which incubation is entered


@dataclass(frozen=True)
class CaseSummary:
    """A case in short."""

    id: int
    public_id: str
    deal_id: int
    title: Text
    state: str
    state_changed_at: datetime
    waived: bool
    company_name: Text
    registered_on: date | None


@dataclass(frozen=True)
class CaseEditor:
    """The form of a case: its content, and the incubators to choose from."""

    summary: CaseSummary
    deal: deals.DealSummary
    version: int
    content: Mapping[str, Any]
    incubators: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class DealCases:
    """The cases of a deal, and whether the reader may begin one: after a pilot, or by waiver."""

    deal: deals.DealSummary
    cases: Sequence[CaseSummary]
    may_begin: bool
    may_waive: bool


def as_summary(row: IncubationCase) -> CaseSummary:
    """The summary of a loaded row."""
    return CaseSummary(
        row.id, row.public_id, row.deal_id, row.title, row.state, row.state_changed_at, row.waiver_reason is not None,
        row.company_name, row.registered_on,
    )  # fmt: skip


def summary(case_id: int) -> CaseSummary:
    """One summary by id. Raises NotFound."""
    row = session().get(IncubationCase, case_id)
    if row is None:
        raise NotFound()
    return as_summary(row)


def of_deal(deal_id: int) -> list[CaseSummary]:
    """All cases of a deal, oldest first."""
    query = select(IncubationCase).where(IncubationCase.deal_id == deal_id).order_by(IncubationCase.id)
    return [as_summary(row) for row in session().scalars(query)]


def of_deal_page(actor: Actor, deal_public_id: str) -> DealCases:
    """The cases of a deal for its page. Raises NotFound."""
    deal = deal_for(actor, deal_public_id)
    cases = of_deal(deal.id)
    free = deal.state in ENTERED_FROM and all(case.state not in RUNNING for case in cases)
    accepted = pilots.accepted_pilot(deal.id) is not None
    return DealCases(
        deal, cases, may_begin=free and accepted and DEAL.may(actor, "edit", deal),
        may_waive=free and not accepted and actor.has("centre_lead"),
    )  # fmt: skip


def board_rows(deal_ids: Iterable[int]) -> dict[int, CaseSummary]:
    """The newest case of each deal, in one query, for the board."""
    wanted = list(deal_ids)
    if not wanted:
        return {}
    query = (
        select(IncubationCase)
        .where(IncubationCase.deal_id.in_(wanted))
        .ext(distinct_on(IncubationCase.deal_id))
        .order_by(IncubationCase.deal_id, IncubationCase.id.desc())
    )
    return {row.deal_id: as_summary(row) for row in session().scalars(query)}


def editor_for(actor: Actor, public_id: str) -> CaseEditor:
    """What the form of a case starts from. Raises NotFound or Forbidden."""
    case, subject = known(actor, public_id, "edit")
    present = case.incubator.public_id if case.incubator else None
    content = described(case) | {"incubator": present}
    return CaseEditor(as_summary(case), subject.deal, case.version, content, incubator_choices(present))


def count_by_state() -> dict[str, int]:
    """Number of cases in each state."""
    query = select(IncubationCase.state, func.count().label("number")).group_by(IncubationCase.state)
    return {row.state: row.number for row in session().execute(query)}
