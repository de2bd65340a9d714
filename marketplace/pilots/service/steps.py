"""The steps of a pilot through its gates, what each asks for, and what its ends mean for others."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.core import clock, news
from marketplace.core.errors import Conflict, InvalidAction
from marketplace.core.i18n import lang
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.core.workflow import advance as take_step
from marketplace.listings import service as listings
from marketplace.pilots.models import Measurement, PilotProject
from marketplace.pilots.policy import relations
from marketplace.pilots.schemas import SCALE
from marketplace.pilots.service import letters
from marketplace.pilots.service.projects import known, subjects
from marketplace.pilots.workflow import GATE_OF, PILOT, STATE_OF, PilotFacts
from marketplace.taxonomy import queries as taxonomy

# Steps the people who take part are told of; passing a gate follows the decision they were told of already.
TOLD = ("to_incubation", "to_licence", "iterate", "stop", "fail", "hold", *(f"resume_{gate}" for gate in STATE_OF))


def advance(
    actor: Actor,
    *,
    public_id: str,
    action: str,
    version: int | None = None,
    reason: str | None = None,
    final_level: str | None = None,
) -> PilotProject:
    """Take a step. Raises NotFound, Conflict, and what `core.workflow.advance` raises (all that is missing at once)."""
    project, subject = known(actor, public_id)
    if version is not None and version != project.version:
        raise Conflict(diff={"state": (project.state, action)})
    if action.startswith("resume_") and STATE_OF.get(action.removeprefix("resume_")) != project.held_from:
        raise InvalidAction()
    level = int(final_level) if final_level else project.final_level
    facts = facts_of(project, final_level=level)
    before = project.state
    # The database asks that a held project knows where it came from, in the same change of the row.
    with session().no_autoflush:
        take_step(
            PILOT, project, action, actor=actor, relations=relations(actor, subject), facts=facts, reason=reason,
            subjects=subjects(project, subject)[1:], visibility="parties", data={"round": project.round},
        )  # fmt: skip
        project.held_from = before if action == "hold" else None
    session().flush()
    _after(actor, project, action, level)
    session().flush()
    if action in TOLD:
        letters.to_everyone(actor, project, subject, "moved", state=project.state, action=action, reason=reason)
    return project


def _after(actor: Actor, project: PilotProject, action: str, level: int | None) -> None:
    if action == "iterate":
        project.round += 1
    if action in ("to_incubation", "to_licence") and level is not None:
        project.final_level, project.final_scale = level, SCALE
        if project.listing_id is not None:
            listings.rerate_maturity(
                actor, listing_id=project.listing_id, scale_id=SCALE, level=level,
                evidence=Text(f"中试结题复评（{project.public_id}）", f"Re-rated at closure ({project.public_id})"),
            )  # fmt: skip
    if action == "to_incubation":
        news.publish("pilot.accepted", pilot_id=project.id, deal_id=project.deal_id)


def facts_of(project: PilotProject, *, final_level: int | None = None) -> PilotFacts:
    """What the guards look at: the evidence of the present gate and round, and the rules of today."""
    gate = GATE_OF.get(project.state)
    here = [row for row in project.reviews if row.gate == gate and row.round == project.round]
    measured = [row for row in project.measurements if row.gate == gate and row.round == project.round]
    last = here[-1] if here else None
    return PilotFacts(
        gate=gate,
        required=required_documents(gate),
        documents=frozenset(r.code for r in project.documents if r.gate == gate and r.round == project.round),
        labels={term.code: term.label.pick(lang()) for term in taxonomy.codes("pilot_document")},
        decision=last.decision if last else None,
        decision_independent=bool(last and last.independent),
        conditions_open=_conditions_open(project, gate),
        start_level=project.start_level,
        entry_level=taxonomy.rule("pilot_maturity_entry").integer,
        final_level=final_level if final_level is not None else project.final_level,
        closure_level=taxonomy.rule("pilot_maturity_closure").integer,
        has_platform=project.platform_id is not None,
        has_budget=bool(project.budget_fen),
        shares_total=sum(row.share for row in project.shares),
        has_risk_rule=bool(project.failure_risk_rule),
        has_period=project.starts_on is not None and project.ends_on is not None,
        over_term=_over_term(project),
        extension_approved=project.extension_approved_at is not None,
        measurements=len(measured),
        targets_missed=sum(row.reached is False for row in _latest(measured)),
    )


def _conditions_open(project: PilotProject, gate: str | None) -> bool:
    """Conditions are met before the next gate is passed, those of G5 before the end; a newer decision replaces them."""
    last = {row.gate: row for row in project.reviews if row.round == project.round}
    return any(
        row.conditions and row.conditions_met_at is None and (row.gate != gate or gate == "g5") for row in last.values()
    )


def required_documents(gate: str | None) -> frozenset[str]:
    """The documents a gate asks for, as the vocabulary lists them."""
    return frozenset(term.code for term in taxonomy.codes("pilot_document") if term.facts.get("gate") == gate)


def _over_term(project: PilotProject) -> bool:
    if project.starts_on is None or project.ends_on is None:
        return False
    months = taxonomy.rule("pilot_term_months").integer
    return project.ends_on > clock.add_months(project.starts_on, months)


def _latest(rows: Iterable[Measurement]) -> list[Measurement]:
    """The newest value of each metric and batch: a repeated measurement replaces the one that missed."""
    ordered = sorted(rows, key=lambda row: (row.measured_on, row.id))
    return list({(row.metric.zh or row.metric.en, row.batch): row for row in ordered}.values())
