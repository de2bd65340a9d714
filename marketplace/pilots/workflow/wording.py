"""What states, steps, decisions and events of pilots are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.core.i18n import l_

Labels = dict[str, Any]

STATES: Labels = {
    "applied": l_("Applied"),
    "g0_intake": l_("G0 intake"),
    "g1_feasibility": l_("G1 feasibility"),
    "g2_contract": l_("G2 plan and contract"),
    "g3_small_batch": l_("G3 small batch"),
    "g4_verification": l_("G4 verification"),
    "g5_closure": l_("G5 closure"),
    "on_hold": l_("Paused"),
    "to_incubation": l_("Accepted for incubation"),
    "to_licence": l_("Closed with a licence"),
    "stopped": l_("Stopped"),
    "failed": l_("Failed"),
}
TONES = {
    "applied": "neutral", "on_hold": "warning", "to_incubation": "success", "to_licence": "success",
    "stopped": "neutral", "failed": "danger",
}  # fmt: skip
_RESUME = {f"resume_g{number}": l_("Resume") for number in range(6)}
ACTIONS: Labels = {
    "take_in": l_("Take in (G0)"),
    "pass_g0": l_("Pass gate G0"),
    "pass_g1": l_("Pass gate G1"),
    "pass_g2": l_("Pass gate G2"),
    "pass_g3": l_("Pass gate G3"),
    "pass_g4": l_("Pass gate G4"),
    "to_incubation": l_("Accept for incubation"),
    "to_licence": l_("Close with a licence"),
    "iterate": l_("Another round"),
    "stop": l_("Stop the pilot"),
    "fail": l_("Record as failed"),
    "hold": l_("Pause the pilot"),
    **_RESUME,
}
DECISIONS: Labels = {
    "pass": l_("Pass"),
    "conditional": l_("Pass with conditions"),
    "repeat": l_("Repeat"),
    "stop": l_("Stop"),
}
DECISION_TONES = {"pass": "success", "conditional": "warning", "repeat": "warning", "stop": "danger"}
EVENTS: Labels = {
    "platform.create": l_("Pilot platform entered"),
    "platform.edit": l_("Pilot platform changed"),
    "pilot.apply": l_("Pilot project begun"),
    "pilot.edit": l_("Pilot description changed"),
    "pilot.shares": l_("Cost shares set"),
    "pilot.extend": l_("Longer period approved"),
    "pilot.document": l_("Gate document added"),
    "pilot.measurement": l_("Measurement recorded"),
    "pilot.decide": l_("Gate decision recorded"),
    "pilot.meet_conditions": l_("Conditions met"),
    "pilot.take_in": l_("Taken in at G0"),
    "pilot.pass_g0": l_("Gate G0 passed"),
    "pilot.pass_g1": l_("Gate G1 passed"),
    "pilot.pass_g2": l_("Gate G2 passed"),
    "pilot.pass_g3": l_("Gate G3 passed"),
    "pilot.pass_g4": l_("Gate G4 passed"),
    "pilot.to_incubation": l_("Pilot accepted for incubation"),
    "pilot.to_licence": l_("Pilot closed with a licence"),
    "pilot.iterate": l_("Another pilot round begun"),
    "pilot.stop": l_("Pilot stopped"),
    "pilot.fail": l_("Pilot failed"),
    "pilot.hold": l_("Pilot put on hold"),
    **{f"pilot.{action}": l_("Pilot resumed") for action in _RESUME},
}
FIELDS: Labels = {
    "state": l_("Stage"),
    "title": l_("Title"),
    "kind": l_("Kind"),
    "objective": l_("Objective"),
    "platform": l_("Platform"),
    "start_level": l_("Maturity at the start"),
    "starts_on": l_("Start"),
    "ends_on": l_("End"),
    "budget_fen": l_("Budget"),
    "spent_fen": l_("Spent so far"),
    "failure_risk_rule": l_("Who bears the risk of failure"),
    "shares": l_("Cost shares"),
}


def state_changes(changes: Mapping[str, Any], states: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of an event with the codes of states in words."""
    return {
        name: [str(states.get(code, code or "")) for code in pair] if name == "state" else pair
        for name, pair in changes.items()
    }
