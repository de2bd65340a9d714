"""The columns of the board: which states of the three machines stand in which column (docs/decisions/0003)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.core.i18n import l_
from marketplace.core.workflow import Machine
from marketplace.deals.workflow import DEAL_MACHINE
from marketplace.incubation.workflow import INCUBATION
from marketplace.pilots.workflow import PILOT


@dataclass(frozen=True)
class Column:
    """One column: the states of deals, pilots and incubation cases that it gathers."""

    key: str
    label: Any
    hint: Any
    deal: tuple[str, ...] = ()
    pilot: tuple[str, ...] = ()
    case: tuple[str, ...] = ()


COLUMNS = (
    Column("lead", l_("Lead"), l_("No leads."), deal=("lead",)),
    Column("screened", l_("Screened"), l_("Leads arrive here once both parties and the broker are settled."),
           deal=("screened",)),
    Column("negotiating", l_("Negotiating"), l_("Nothing is being negotiated."), deal=("negotiating",)),
    Column("signed", l_("Signed"), l_("Signed deals wait here for their pilot."), deal=("signed",)),
    # A deal that entered its pilot without a project to look at stands at the beginning of the pilot.
    Column("pilot_intake", l_("Pilot: intake and feasibility (G0–G1)"), l_("No pilot is being prepared."),
           deal=("pilot",), pilot=("applied", "g0_intake", "g1_feasibility")),
    Column("pilot_run", l_("Pilot: contract and runs (G2–G4)"), l_("No pilot is running."),
           pilot=("g2_contract", "g3_small_batch", "g4_verification", "on_hold")),
    # An ended pilot waits here until its deal is closed, enters incubation or begins another pilot.
    Column("pilot_closure", l_("Pilot: closure (G5)"), l_("No pilot is being closed."),
           pilot=("g5_closure", "to_incubation", "to_licence", "stopped", "failed")),
    Column("incubation", l_("Incubation"), l_("Nothing enters here without a pilot accepted at G5."),
           deal=("incubation",), case=INCUBATION.states),
    Column("closed", l_("Closed"), l_("No closed deals."), deal=("closed",)),
    Column("lost", l_("Lost"), l_("No lost deals."), deal=("lost",)),
)  # fmt: skip

_BY_DEAL = {state: column.key for column in COLUMNS for state in column.deal}
_BY_PILOT = {state: column.key for column in COLUMNS for state in column.pilot}
_BY_CASE = {state: column.key for column in COLUMNS for state in column.case}


def column_of(deal_state: str, pilot_state: str | None = None, case_state: str | None = None) -> str:
    """The column of a deal. Inside its pilot and its incubation, the newest project or case decides."""
    if deal_state == "pilot" and pilot_state is not None:
        return _BY_PILOT[pilot_state]
    if deal_state == "incubation" and case_state is not None:
        return _BY_CASE[case_state]
    return _BY_DEAL[deal_state]


def targets(noun: str, state: str, actions: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(action, column it leads to) of the possible steps of one machine: deal, pilot or incubation."""
    machine: Machine = {"deal": DEAL_MACHINE, "pilot": PILOT, "incubation": INCUBATION}[noun]
    columns = {"deal": _BY_DEAL, "pilot": _BY_PILOT, "incubation": _BY_CASE}[noun]
    return tuple((action, columns[machine.next(state, action).target or state]) for action in actions)
