"""The steps of a case, what each asks for, and the milestones that come with them."""

from __future__ import annotations

from datetime import date

from marketplace.core import clock, news
from marketplace.core.errors import Conflict
from marketplace.core.i18n import _, force_language
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.core.workflow import advance as take_step
from marketplace.incubation.models import IncubationCase
from marketplace.incubation.policy import CaseSubject, relations
from marketplace.incubation.service import letters, milestones
from marketplace.incubation.service.cases import known, subjects
from marketplace.incubation.workflow import INCUBATION, IncubationFacts, milestone_faults
from marketplace.taxonomy import queries as taxonomy
from search.analysis.identifiers import parse_uscc


def advance(
    actor: Actor,
    *,
    public_id: str,
    action: str,
    version: int | None = None,
    reason: str | None = None,
    criterion: str | None = None,
) -> IncubationCase:
    """Take a step. Raises NotFound, Conflict, and what `core.workflow.advance` raises (all that is missing at once).

    `criterion` is the code of the graduation criterion that was met; it belongs to `graduate`.
    """
    case, subject = known(actor, public_id)
    if version is not None and version != case.version:
        raise Conflict(diff={"state": (case.state, action)})
    with session().no_autoflush:
        take_step(
            INCUBATION, case, action, actor=actor, relations=relations(actor, subject),
            facts=facts_of(case, criterion=criterion), reason=reason, subjects=subjects(case, subject)[1:],
            visibility="parties", data={"criterion": criterion} if criterion else None,
        )  # fmt: skip
        if action == "graduate":
            case.graduation_criterion = criterion
    session().flush()
    _mark(actor, case, subject, action)
    letters.to_everyone(actor, case, subject, "moved", state=case.state, reason=reason)
    news.publish("incubation.changed", case_id=case.id, deal_id=case.deal_id, state=case.state)
    return case


def _mark(actor: Actor, case: IncubationCase, subject: CaseSubject, action: str) -> None:
    """Admission and registration are milestones themselves; their proof is what the step was allowed on."""
    known_days = milestones.reached(case)
    if action == "admit" and not milestone_faults("i0", clock.today(), known_days, clock.today()):
        with force_language("zh"):
            proof = _("Pilot accepted at gate G5") if case.pilot_id is not None else case.waiver_reason or ""
        milestones.add(actor, case, subject, "i0", clock.today(), proof)
    day = case.registered_on
    if action == "register_company" and day and not milestone_faults("i1", day, known_days, clock.today()):
        milestones.add(actor, case, subject, "i1", day, case.company_uscc or "")


def facts_of(case: IncubationCase, *, criterion: str | None = None) -> IncubationFacts:
    """What the guards look at, read at the moment of the step."""
    days = milestones.reached(case)
    return IncubationFacts(
        pilot_accepted=case.pilot_id is not None,
        waived=bool(case.waiver_reason and case.waived_by),
        has_incubator=case.incubator_id is not None,
        has_plan=bool(case.plan),
        uscc_valid=bool(case.company_uscc and parse_uscc(case.company_uscc)),
        registered=case.registered_on is not None,
        heads_checked=case.heads_checked,
        ip_route=case.ip_route,
        appraisal_current=_appraisal_current(case, days.get("i2")),
        milestones=frozenset(days),
        criterion=bool(criterion or case.graduation_criterion),
    )


def _appraisal_current(case: IncubationCase, moved_on: date | None) -> bool:
    """Whether the title moved within the months an appraisal holds, counted from its base date."""
    if not case.appraisal_number or case.appraised_on is None or moved_on is None:
        return False
    months = taxonomy.rule("valuation_valid_months").integer
    return case.appraised_on <= moved_on <= clock.add_months(case.appraised_on, months)
