"""The stage gate: for each step that is possible now, what it asks for, what is missing, and who can supply it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketplace.core.policy import Actor
from marketplace.deals.policy import deal_relations
from marketplace.deals.queries.lists import step_names
from marketplace.deals.queries.summaries import DealSummary, as_summary
from marketplace.deals.service import records
from marketplace.deals.service.facts import facts_of
from marketplace.deals.workflow import DEAL_MACHINE, OUTCOMES, DealFacts, Requirement

INPUTS = {"close": ("outcome", "exclusive"), "lose": ("loss_code", "loss_note")}
ENTERED = ("outcome", "loss_code", "loss_note")  # requirements that the form of the step itself meets


@dataclass(frozen=True)
class GateItem:
    """One line of the checklist; `place` names the tab or form where it is met."""

    code: str
    label: Any
    met: bool
    missing: Any
    responsible: str
    place: str


@dataclass(frozen=True)
class GateStep:
    """A possible step: its checklist, the entries its form asks for, and whether it can be taken now."""

    action: str
    target: str | None
    items: tuple[GateItem, ...]
    inputs: tuple[str, ...]
    needs_reason: bool

    @property
    def ready(self) -> bool:
        return all(item.met for item in self.items)


@dataclass(frozen=True)
class GatePage:
    """The gate of one deal for one reader."""

    deal: DealSummary
    steps: tuple[GateStep, ...]
    outcomes: tuple[str, ...]


def gate_page(actor: Actor, public_id: str) -> GatePage:
    """The checklists of the steps this reader may take; steps of pilots and incubation stand on their own pages.

    Raises NotFound for strangers, Forbidden for the parties: the broker and the centre take the steps.
    """
    deal = records.get(actor, public_id, "see_gate")
    facts = facts_of(deal)
    held = deal_relations(actor, deal)
    names = step_names(actor, deal)
    steps = [step for step in DEAL_MACHINE.actions(deal.state, held) if step.action in names]
    outcomes = tuple(name for name, stages in OUTCOMES.items() if deal.state in stages)
    return GatePage(as_summary(deal), tuple(_step(step, facts) for step in steps), outcomes)


def _step(step: Any, facts: DealFacts) -> GateStep:
    items = tuple(
        _item(guard, facts) for guard in step.guards if isinstance(guard, Requirement) and guard.code not in ENTERED
    )
    return GateStep(step.action, step.target, items, INPUTS.get(step.action, ()), step.needs_reason)


def _item(requirement: Requirement, facts: DealFacts) -> GateItem:
    met = requirement(facts) is None
    return GateItem(
        requirement.code, requirement.label, met, None if met else requirement.missing, requirement.responsible,
        requirement.place,
    )  # fmt: skip
