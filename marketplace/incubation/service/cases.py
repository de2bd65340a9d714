"""Incubation cases: begun after an accepted pilot or a waiver, described, placed in an incubator."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from marketplace.core import audit, clock, i18n, money
from marketplace.core.errors import Conflict, Forbidden, Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals import queries as deals
from marketplace.deals.policy import DEAL
from marketplace.deals.service import lifecycle
from marketplace.incubation.errors import CaseRunning, IncubatorFull, PilotFirst
from marketplace.incubation.models import IncubationCase, Incubator
from marketplace.incubation.policy import CASE, CaseSubject
from marketplace.incubation.service import letters
from marketplace.incubation.workflow import RUNNING
from marketplace.pilots import queries as pilots

_SIMPLE = (
    "title", "plan", "company_name", "company_uscc", "registered_on", "heads_checked", "ip_route", "appraisal_number",
    "appraised_on", "jobs", "investment_fen", "revenue_fen",
)  # fmt: skip


def get(actor: Actor, public_id: str, action: str = "view") -> IncubationCase:
    """The case, when the actor may do that to it. Raises NotFound or Forbidden."""
    return known(actor, public_id, action)[0]


def known(actor: Actor, public_id: str, action: str = "view") -> tuple[IncubationCase, CaseSubject]:
    """The case and what the policy reads of it. Raises NotFound or Forbidden."""
    case = session().scalar(
        select(IncubationCase)
        .options(joinedload(IncubationCase.incubator))
        .where(IncubationCase.public_id == public_id)
    )  # fmt: skip
    if case is None:
        raise NotFound()
    subject = subject_of(case)
    CASE.check(actor, action, subject)
    return case, subject


def subject_of(case: IncubationCase) -> CaseSubject:
    """What the policy reads of a case."""
    incubator = case.incubator
    return CaseSubject(case.state, deals.summary(case.deal_id), incubator.organisation_id if incubator else None)


def apply(actor: Actor, *, deal_public_id: str, demo: bool = False, **values: Any) -> IncubationCase:
    """Begin incubation for a deal whose pilot was accepted at G5; the deal enters its incubation stage.

    Raises NotFound, Forbidden, PilotFirst, CaseRunning, IncubatorFull.
    """
    deal = deal_for(actor, deal_public_id)
    if not actor.system and not DEAL.may(actor, "edit", deal):
        raise Forbidden()
    accepted = pilots.accepted_pilot(deal.id)
    if accepted is None:
        raise PilotFirst()
    return _begin(actor, deal, pilot_id=accepted.id, demo=demo, **_columns(actor, values))


def waive(actor: Actor, *, deal_public_id: str, reason: str, demo: bool = False, **values: Any) -> IncubationCase:
    """Begin incubation without a pilot: the centre lead answers for it with a reason, which stays on the record.

    Raises NotFound, Forbidden for everybody else, Invalid without a reason or when a pilot was accepted.
    """
    deal = deal_for(actor, deal_public_id)
    if not actor.has("centre_lead") or actor.user_id is None or any(
        actor.member_of(row.organisation_id) for row in deal.parties
    ):  # fmt: skip
        raise Forbidden(l_("Only the centre lead may waive the pilot."))
    if not reason.strip():
        raise Invalid(fields={"reason": [l_("State the reason for this step.")]})
    if pilots.accepted_pilot(deal.id) is not None:
        raise Invalid(fields={"reason": [l_("A pilot of this deal was accepted; no waiver is needed.")]})
    return _begin(
        actor, deal, waiver_reason=reason, waived_by=actor.user_id, waived_at=clock.now(), demo=demo,
        **_columns(actor, values),
    )  # fmt: skip


def _begin(actor: Actor, deal: deals.DealSummary, **columns: Any) -> IncubationCase:
    running = select(IncubationCase.id).where(IncubationCase.deal_id == deal.id, IncubationCase.state.in_(RUNNING))
    if session().scalar(running) is not None:
        raise CaseRunning()
    case = IncubationCase(deal_id=deal.id, created_by=actor.user_id, **columns)
    session().add(case)
    session().flush()
    lifecycle.enter_incubation(actor, deal_id=deal.id, case_public_id=case.public_id)
    subject = subject_of(case)
    audit.record("incubation.apply", actor=actor, subjects=subjects(case, subject), visibility="parties")
    if case.waiver_reason:
        audit.record(
            "incubation.waive", actor=actor, subjects=subjects(case, subject), reason=case.waiver_reason,
            visibility="parties",
        )  # fmt: skip
    letters.to_everyone(actor, case, subject, "begun")
    return case


def edit(actor: Actor, *, public_id: str, version: int, **values: Any) -> IncubationCase:
    """Change plan, incubator or company data. Raises Conflict with both versions when somebody else saved meanwhile."""
    case, subject = known(actor, public_id, "edit")
    before = described(case)
    columns = _columns(actor, values, present=case, subject=subject)
    after = {**before, **columns}
    if case.version != version:
        raise Conflict(diff=_both(before, after))
    for name in ("registered_on", "appraised_on"):
        _check_past(name, columns.get(name))
    for name, value in columns.items():
        setattr(case, name, value)
    if changes := audit.diff(_plain(before), _plain(after)):
        audit.record(
            "incubation.edit", actor=actor, subjects=subjects(case, subject), changes=changes, visibility="parties"
        )
    session().flush()
    return case


def deal_for(actor: Actor, deal_public_id: str) -> deals.DealSummary:
    """The deal a case is begun for or looked at from. Raises NotFound when the actor may not see it."""
    deal = deals.summary_by_public_id(deal_public_id)
    DEAL.check(actor, "view", deal)
    return deal


def subjects(case: IncubationCase, subject: CaseSubject) -> list[str]:
    """How events name the case; its deal's timeline shows them too."""
    return [f"incubation:{case.public_id}", f"deal:{subject.deal.public_id}"]


def described(case: IncubationCase) -> dict[str, Any]:
    """The editable content, for differences and conflicts."""
    return {name: getattr(case, name) for name in _SIMPLE} | {"incubator": case.incubator}


def _both(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    theirs, mine = _plain(before), _plain(after)
    return {name: (theirs[name], mine[name]) for name in theirs if before[name] != after[name]}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as people read them."""
    language = i18n.lang()
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Incubator):
            plain[name] = value.name.pick(language)
        elif name.endswith("_fen") and value is not None:
            plain[name] = money.format_fen(value, language)
        else:
            plain[name] = value.pick(language) if isinstance(value, Text) else value
    return plain


def _check_past(name: str, day: date | None) -> None:
    if day is not None and day > clock.today():
        raise Invalid(fields={name: [l_("The day lies in the future.")]})


def _columns(
    actor: Actor, values: dict[str, Any], present: IncubationCase | None = None, subject: CaseSubject | None = None
) -> dict[str, Any]:
    columns = {name: values[name] for name in _SIMPLE if name in values}
    if "incubator" in values:
        columns["incubator"] = _incubator(actor, values["incubator"], present, subject)
    return columns


def _incubator(
    actor: Actor, public_id: str | None, present: IncubationCase | None, subject: CaseSubject | None
) -> Incubator | None:
    """The incubator with a free place. Raises Invalid when unknown or fixed already, IncubatorFull."""
    if present is not None and public_id == (present.incubator.public_id if present.incubator else None):
        return present.incubator
    if subject is not None and not CASE.may(actor, "choose_incubator", subject):
        raise Invalid(fields={"incubator": [l_("The broker or the centre chooses the incubator.")]})
    if public_id is None:
        if present is not None and present.state != "applied":
            raise Invalid(fields={"incubator": [l_("An admitted case keeps an incubator; choose another one.")]})
        return None
    # The row is locked: two cases must not take the last place.
    incubator = session().scalar(select(Incubator).where(Incubator.public_id == public_id).with_for_update())
    if incubator is None:
        raise Invalid(fields={"incubator": [l_("There is no such incubator.")]})
    taken = session().scalar(
        select(func.count()).where(IncubationCase.incubator_id == incubator.id, IncubationCase.state.in_(RUNNING))
    )
    if not incubator.accepting or (taken or 0) >= incubator.places:
        raise IncubatorFull()
    return incubator
