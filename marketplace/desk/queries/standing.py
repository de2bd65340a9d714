"""How far deals are from their next gate, read for many deals in one query: guards judge, this only gathers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Organisation
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealDocument, DealParty, Introduction
from marketplace.deals.workflow import DEAL_MACHINE, DealFacts
from marketplace.pilots.models import GateDocument, PilotProject
from marketplace.pilots.service.steps import required_documents

FORWARD = {"lead": "screen", "screened": "negotiate", "negotiating": "sign"}


@dataclass(frozen=True)
class Standing:
    """A deal's facts at its own gate, the papers its newest pilot has, as "gate:code", and where that is held.

    Shaped so that `deal_relations` can tell broker and staff; parties are left out on purpose.
    """

    deal_id: int
    broker_user_id: int | None
    broker_declared_at: datetime | None
    facts: DealFacts
    papers: frozenset[str]
    held_from: str | None = None
    parties: tuple[Any, ...] = ()

    @property
    def missing(self) -> tuple[Any, ...]:
        """The sentences of what the step forward still lacks; empty where the deal has no gate of its own."""
        step = FORWARD.get(self.facts.state)
        return tuple(DEAL_MACHINE.unmet(self.facts.state, step, self.facts)) if step else ()

    @property
    def ready(self) -> bool:
        """Whether the deal has a gate of its own ahead and nothing is missing for it."""
        return self.facts.state in FORWARD and not self.missing

    def papers_missing(self, gate: str | None) -> int:
        """How many documents the gate of the pilot still asks for (V65)."""
        return sum(f"{gate}:{code}" not in self.papers for code in required_documents(gate)) if gate else 0


def standings(deal_ids: Iterable[int]) -> dict[int, Standing]:
    """The standing of each deal. Checked against `deals.service.facts` by a test, so that the two cannot drift."""
    wanted = list(deal_ids)
    if not wanted:
        return {}
    rows: Any = session().execute(
        select(
            Deal.id, Deal.state, Deal.broker_user_id, Deal.broker_declared_at, Deal.next_action.is_not(None),
            (Deal.value_min_fen.is_not(None) | (func.coalesce(Deal.value_reason, "") != "")),
            _verified("supplier"), _verified("buyer"), _named("supplier"), _named("buyer"),
            _agreements(func.count()), _agreements(func.count(DealDocument.signed_on)), _bypass(), _papers(),
            _newest(PilotProject.held_from),
        ).where(Deal.id.in_(wanted))
    )  # fmt: skip
    return {row[0]: _standing(*row) for row in rows}


def _standing(
    deal_id: int, state: str, broker: int | None, declared: datetime | None, planned: bool, valued: bool,
    supplier: bool, buyer: bool, supplier_named: bool, buyer_named: bool, agreements: int, dated: int, bypass: bool,
    papers: list[str] | None, held_from: str | None,
) -> Standing:  # fmt: skip
    facts = DealFacts(
        state=state, supplier_verified=supplier, buyer_verified=buyer, broker_assigned=broker is not None,
        broker_declared=declared is not None, has_next_action=planned, bypass_open=bypass, value_known=valued,
        supplier_contact=supplier_named, buyer_contact=buyer_named, has_agreement=agreements > 0,
        agreement_dated=dated > 0,
    )  # fmt: skip
    return Standing(deal_id, broker, declared, facts, frozenset(papers or ()), held_from)


def _present(side: str) -> tuple[ColumnElement[bool], ...]:
    return (DealParty.deal_id == Deal.id, DealParty.side == side, DealParty.left_at.is_(None))


def _verified(side: str) -> ColumnElement[bool]:
    query = select(DealParty.id).join(Organisation, Organisation.id == DealParty.organisation_id)
    return query.where(*_present(side), Organisation.state == "verified").correlate(Deal).exists()


def _named(side: str) -> ColumnElement[bool]:
    query = select(DealParty.id).where(*_present(side), DealParty.contact_user_id.is_not(None))
    return query.correlate(Deal).exists()


def _agreements(counted: Any) -> Any:
    """Agreements in their present version."""
    newer = aliased(DealDocument)
    replaced = select(newer.id).where(newer.previous_id == DealDocument.id).correlate(DealDocument).exists()
    query = select(counted).select_from(DealDocument).where(
        DealDocument.deal_id == Deal.id, DealDocument.purpose == "agreement", ~replaced
    )  # fmt: skip
    return query.correlate(Deal).scalar_subquery()


def _bypass() -> ColumnElement[bool]:
    query = select(Introduction.id).where(
        Introduction.deal_id == Deal.id, Introduction.earlier_id.is_not(None), Introduction.cleared_at.is_(None)
    )
    return query.correlate(Deal).exists()


def _newest(column: Any) -> Any:
    """A column of the newest pilot of the deal."""
    query = select(column).where(PilotProject.deal_id == Deal.id).order_by(PilotProject.id.desc()).limit(1)
    return query.correlate(Deal).scalar_subquery()


def _papers() -> Any:
    """Documents of the present round of the newest pilot."""
    query = (
        select(func.array_agg(GateDocument.gate + ":" + GateDocument.code))
        .join(PilotProject, PilotProject.id == GateDocument.project_id)
        .where(PilotProject.id == _newest(PilotProject.id), GateDocument.round == PilotProject.round)
    )
    return query.correlate(Deal).scalar_subquery()
