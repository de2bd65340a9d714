"""The way of a pilot: every state × action, and every guard names what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from marketplace.core.errors import GuardsUnmet, Invalid
from marketplace.core.policy import ANONYMOUS
from marketplace.core.workflow import advance
from marketplace.pilots.workflow import AT_A_GATE, PILOT, STATE_OF, PilotFacts
from marketplace.pilots.workflow.wording import ACTIONS, EVENTS, STATES
from tests.factories.matrix import Record, assert_matrix

MET = PilotFacts(
    gate="g2", required=frozenset({"test_plan"}), documents=frozenset({"test_plan"}), decision="pass",
    decision_independent=True, start_level=5, entry_level=4, final_level=8, closure_level=8, has_platform=True,
    has_budget=True, shares_total=10_000, has_risk_rule=True, has_period=True, measurements=1,
)  # fmt: skip


@pytest.fixture(autouse=True)
def unit_open(db: object) -> None:
    """Steps record events."""


def test_every_state_and_action() -> None:
    expected: dict[tuple[str, str], str | None] = {
        ("applied", "take_in"): "g0_intake", ("applied", "stop"): "stopped", ("on_hold", "stop"): "stopped",
        ("g0_intake", "pass_g0"): "g1_feasibility", ("g1_feasibility", "pass_g1"): "g2_contract",
        ("g2_contract", "pass_g2"): "g3_small_batch", ("g3_small_batch", "pass_g3"): "g4_verification",
        ("g4_verification", "pass_g4"): "g5_closure", ("g5_closure", "to_incubation"): "to_incubation",
        ("g5_closure", "to_licence"): "to_licence",
    }  # fmt: skip
    for state in AT_A_GATE:
        expected |= {(state, "stop"): "stopped", (state, "fail"): "failed", (state, "hold"): "on_hold"}
    for state in ("g3_small_batch", "g4_verification", "g5_closure"):
        expected[state, "iterate"] = "g1_feasibility"
    for gate, state in STATE_OF.items():
        expected["on_hold", f"resume_{gate}"] = state
    assert_matrix(PILOT, expected, actor=ANONYMOUS, facts=MET)


@pytest.mark.parametrize(
    ("state", "action", "change", "words"),
    [
        ("applied", "take_in", {"start_level": 3}, "4"),
        ("applied", "take_in", {"start_level": None}, "4"),
        ("g0_intake", "pass_g0", {"documents": frozenset()}, "test_plan"),
        ("g0_intake", "pass_g0", {"decision": "repeat"}, ""),
        ("g0_intake", "pass_g0", {"decision_independent": False}, ""),
        ("g0_intake", "pass_g0", {"conditions_open": True}, ""),
        ("g1_feasibility", "pass_g1", {"has_platform": False}, ""),
        ("g1_feasibility", "pass_g1", {"has_budget": False}, ""),
        ("g2_contract", "pass_g2", {"shares_total": 9_999}, "99.99"),
        ("g2_contract", "pass_g2", {"shares_total": 10_001}, "100.01"),
        ("g2_contract", "pass_g2", {"has_risk_rule": False}, ""),
        ("g2_contract", "pass_g2", {"has_period": False}, ""),
        ("g2_contract", "pass_g2", {"over_term": True}, ""),
        ("g3_small_batch", "pass_g3", {"measurements": 0}, ""),
        ("g3_small_batch", "pass_g3", {"targets_missed": 2}, "2"),
        ("g4_verification", "pass_g4", {"measurements": 0}, ""),
        ("g5_closure", "to_incubation", {"final_level": 7}, "8"),
        ("g5_closure", "to_incubation", {"final_level": None}, "8"),
        ("g5_closure", "to_licence", {"final_level": None}, ""),
    ],
)
def test_a_guard_names_what_is_missing(state: str, action: str, change: dict[str, object], words: str) -> None:
    record = Record(state)
    with pytest.raises(GuardsUnmet) as refused:
        advance(PILOT, record, action, actor=ANONYMOUS, relations={"broker"}, facts=replace(MET, **change))
    assert len(refused.value.unmet) == 1
    assert words in str(refused.value.unmet[0])
    assert record.state == state


def test_an_approved_extension_lifts_the_term() -> None:
    facts = replace(MET, over_term=True, extension_approved=True)
    assert PILOT.unmet("g2_contract", "pass_g2", facts) == []


def test_a_licence_may_end_below_the_level_of_incubation() -> None:
    assert PILOT.unmet("g5_closure", "to_licence", replace(MET, final_level=6)) == []


@pytest.mark.parametrize("action", ["iterate", "stop", "fail", "hold"])
def test_leaving_the_way_needs_a_reason(action: str) -> None:
    with pytest.raises(Invalid) as refused:
        advance(PILOT, Record("g3_small_batch"), action, actor=ANONYMOUS, relations={"broker", "reviewer"}, facts=MET)
    assert "reason" in refused.value.fields


def test_every_state_step_and_event_has_a_name() -> None:
    assert set(STATES) == set(PILOT.states)
    assert set(ACTIONS) == set(PILOT.all_actions)
    assert {f"pilot.{action}" for action in PILOT.all_actions} <= set(EVENTS)
