"""The way of a case: every state × action, guards named, and the order of milestones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.errors import GuardsUnmet, Invalid
from marketplace.core.policy import ANONYMOUS
from marketplace.core.workflow import advance
from marketplace.incubation.workflow import INCUBATION, MILESTONES, RUNNING, IncubationFacts, milestone_faults
from marketplace.incubation.workflow.wording import ACTIONS, EVENTS, STATES
from tests.factories.matrix import Record, assert_matrix

MET = IncubationFacts(
    pilot_accepted=True, has_incubator=True, has_plan=True, uscc_valid=True, registered=True, heads_checked=True,
    ip_route="contribution", appraisal_current=True, milestones=frozenset(MILESTONES), criterion=True,
)  # fmt: skip
DAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def unit_open(db: object) -> None:
    """Steps record events."""


def test_every_state_and_action() -> None:
    expected: dict[tuple[str, str], str | None] = {
        ("applied", "admit"): "admitted", ("admitted", "register_company"): "company_registered",
        ("company_registered", "contribute_ip"): "ip_contributed", ("ip_contributed", "begin_operation"): "operating",
        ("operating", "graduate"): "graduated",
    }  # fmt: skip
    for state in RUNNING:
        expected |= {(state, "leave"): "exited", (state, "fail"): "failed"}
    assert_matrix(INCUBATION, expected, actor=ANONYMOUS, facts=MET)


@pytest.mark.parametrize(
    ("state", "action", "change"),
    [
        ("applied", "admit", {"pilot_accepted": False}),
        ("applied", "admit", {"has_incubator": False}),
        ("applied", "admit", {"has_plan": False}),
        ("admitted", "register_company", {"uscc_valid": False}),
        ("admitted", "register_company", {"registered": False}),
        ("admitted", "register_company", {"heads_checked": False}),
        ("company_registered", "contribute_ip", {"ip_route": None}),
        ("company_registered", "contribute_ip", {"milestones": frozenset({"i0", "i1"})}),
        ("company_registered", "contribute_ip", {"appraisal_current": False}),
        ("ip_contributed", "begin_operation", {"milestones": frozenset({"i0", "i1", "i2"})}),
        ("operating", "graduate", {"criterion": False}),
        ("operating", "graduate", {"milestones": frozenset({"i0", "i1", "i2", "i3"})}),
    ],
)
def test_a_guard_names_what_is_missing(state: str, action: str, change: dict[str, object]) -> None:
    record = Record(state)
    with pytest.raises(GuardsUnmet) as refused:
        advance(INCUBATION, record, action, actor=ANONYMOUS, relations={"centre_lead"}, facts=replace(MET, **change))
    assert len(refused.value.unmet) == 1
    assert record.state == state


def test_a_waiver_stands_for_the_pilot() -> None:
    assert INCUBATION.unmet("applied", "admit", replace(MET, pilot_accepted=False, waived=True)) == []


@pytest.mark.parametrize("route", ["transfer", "licence_in"])
def test_only_contributed_rights_need_an_appraisal(route: str) -> None:
    facts = replace(MET, ip_route=route, appraisal_current=False)
    assert INCUBATION.unmet("company_registered", "contribute_ip", facts) == []


@pytest.mark.parametrize("action", ["leave", "fail"])
def test_leaving_the_way_needs_a_reason(action: str) -> None:
    with pytest.raises(Invalid):
        advance(INCUBATION, Record("operating"), action, actor=ANONYMOUS, relations={"centre_lead"}, facts=MET)


def test_every_state_step_and_event_has_a_name() -> None:
    assert set(STATES) == set(INCUBATION.states)
    assert set(ACTIONS) == set(INCUBATION.all_actions)
    assert {f"incubation.{action}" for action in INCUBATION.all_actions} <= set(EVENTS)


@pytest.mark.parametrize(
    ("code", "day", "reached", "field"),
    [
        ("i0", DAY, {}, None),
        ("i0", DAY + timedelta(days=1), {}, "reached_on"),
        ("i2", DAY, {}, "code"),
        ("i2", DAY, {"i1": DAY}, None),
        ("i2", DAY - timedelta(days=1), {"i1": DAY}, "reached_on"),
        ("i1", DAY - timedelta(days=400), {"i0": DAY}, None),
        ("i1", DAY, {"i1": DAY}, "code"),
        ("i7", DAY, {"i0": DAY, "i1": DAY, "i2": DAY}, "code"),
        ("i7", DAY - timedelta(days=1), dict.fromkeys(("i0", "i1", "i2", "i3", "i5"), DAY), "reached_on"),
        ("i7", DAY, dict.fromkeys(("i0", "i1", "i2", "i3", "i5"), DAY), None),
        ("i6", DAY, {"i1": DAY, "i7": DAY - timedelta(days=1)}, "reached_on"),
        ("i4", DAY - timedelta(days=2), {"i1": DAY - timedelta(days=9), "i7": DAY}, None),
    ],
)
def test_a_milestone_has_its_place_in_time(code: str, day: date, reached: dict[str, date], field: str | None) -> None:
    assert list(milestone_faults(code, day, reached, DAY)) == ([field] if field else [])


@given(st.lists(st.tuples(st.sampled_from(MILESTONES), st.integers(0, 30)), max_size=25))
def test_whatever_is_accepted_keeps_the_order_of_time(tries: list[tuple[str, int]]) -> None:
    reached: dict[str, date] = {}
    for code, age in tries:
        day = DAY - timedelta(days=age)
        if not milestone_faults(code, day, reached, DAY):
            reached[code] = day
    for later in ("i2", "i4", "i5", "i6"):
        if later in reached:
            assert reached["i1"] <= reached[later]
    if "i7" in reached:
        assert reached["i7"] == max(reached.values())
        assert {"i0", "i1", "i2", "i3"} <= set(reached)
