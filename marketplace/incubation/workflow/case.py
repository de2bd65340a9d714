"""The way of an incubation case (孵化) as a table: pilot first, then incubation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketplace.core.i18n import l_
from marketplace.core.workflow import Machine, Transition

RUNNING = ("applied", "admitted", "company_registered", "ip_contributed", "operating")


@dataclass(frozen=True)
class IncubationFacts:
    """What the guards look at, read at the moment of the step."""

    pilot_accepted: bool = False
    waived: bool = False
    has_incubator: bool = False
    has_plan: bool = False
    uscc_valid: bool = False
    registered: bool = False
    heads_checked: bool = False
    ip_route: str | None = None
    appraisal_current: bool = False
    milestones: frozenset[str] = frozenset()
    criterion: bool = False


def pilot_first(facts: IncubationFacts) -> Any:
    """The hard rule of the section: no incubation without a pilot accepted at G5 (V68)."""
    if facts.pilot_accepted or facts.waived:
        return None
    return l_("A pilot accepted at gate G5 is needed, or a reasoned waiver by the centre lead.")


def incubator_chosen(facts: IncubationFacts) -> Any:
    return None if facts.has_incubator else l_("No incubator is chosen.")


def planned(facts: IncubationFacts) -> Any:
    return None if facts.has_plan else l_("The incubation plan is missing.")


def company_known(facts: IncubationFacts) -> Any:
    if facts.uscc_valid and facts.registered:
        return None
    return l_("The credit code and the day of registration of the company are missing.")


def heads_hold_nothing(facts: IncubationFacts) -> Any:
    """The head of a unit set up by the state gets no shares (V32)."""
    if facts.heads_checked:
        return None
    return l_("Confirm that no head of a state-set-up unit holds shares in the company.")


def ip_moved(facts: IncubationFacts) -> Any:
    """Title moved to the company, or a licence-in contract; recorded as milestone I2 with its evidence."""
    if facts.ip_route and "i2" in facts.milestones:
        return None
    return l_("Record how the company came to the intellectual property, with evidence (milestone I2).")


def appraised(facts: IncubationFacts) -> Any:
    """Rights become capital at an appraised value that is still current (V69; company law, article 48)."""
    if facts.ip_route != "contribution" or facts.appraisal_current:
        return None
    return l_("Rights contributed as capital need an appraisal that was current when the title moved.")


def at_work(facts: IncubationFacts) -> Any:
    if "i3" in facts.milestones:
        return None
    return l_("The first hire or the laboratory must be in place (milestone I3).")


def criterion_met(facts: IncubationFacts) -> Any:
    if facts.criterion and "i7" in facts.milestones:
        return None
    return l_("One criterion of graduation with its evidence is needed (milestone I7).")


_DESK = frozenset({"broker", "reviewer", "centre_lead", "incubator_editor"})
_LEAD = frozenset({"reviewer", "centre_lead"})

INCUBATION = Machine(
    name="incubation",
    states=(*RUNNING, "graduated", "exited", "failed"),
    initial="applied",
    final=frozenset({"graduated", "exited", "failed"}),
    transitions=(
        Transition("admit", ("applied",), "admitted", _LEAD, (pilot_first, incubator_chosen, planned)),
        Transition("register_company", ("admitted",), "company_registered", _DESK, (company_known, heads_hold_nothing)),
        Transition("contribute_ip", ("company_registered",), "ip_contributed", _DESK, (ip_moved, appraised)),
        Transition("begin_operation", ("ip_contributed",), "operating", _DESK, (at_work,)),
        Transition("graduate", ("operating",), "graduated", _LEAD, (criterion_met,)),
        Transition("leave", RUNNING, "exited", _DESK, needs_reason=True),
        Transition("fail", RUNNING, "failed", _LEAD, needs_reason=True),
    ),
)  # fmt: skip
