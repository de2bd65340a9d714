"""Every state of the three machines stands in exactly one column, and every step leads to one."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.deals.workflow import DEAL_MACHINE
from marketplace.desk.queries.columns import COLUMNS, column_of, targets
from marketplace.incubation.workflow import INCUBATION
from marketplace.pilots.workflow import PILOT

KEYS = [column.key for column in COLUMNS]


@pytest.mark.parametrize(("part", "machine"), [("deal", DEAL_MACHINE), ("pilot", PILOT), ("case", INCUBATION)])
def test_each_state_stands_in_exactly_one_column(part: str, machine: object) -> None:
    placed = Counter(state for column in COLUMNS for state in getattr(column, part))
    assert placed == Counter(machine.states)  # type: ignore[attr-defined]


@given(
    st.sampled_from(DEAL_MACHINE.states),
    st.none() | st.sampled_from(PILOT.states),
    st.none() | st.sampled_from(INCUBATION.states),
)
def test_any_mix_of_states_has_one_column(deal: str, pilot: str | None, case: str | None) -> None:
    assert KEYS.count(column_of(deal, pilot, case)) == 1


@given(st.sampled_from(PILOT.states), st.none() | st.sampled_from(INCUBATION.states))
def test_only_a_deal_in_its_pilot_is_placed_by_its_project(pilot: str, case: str | None) -> None:
    assert column_of("pilot", pilot, case).startswith("pilot_")
    for state in DEAL_MACHINE.states:
        if state != "pilot":
            assert not column_of(state, pilot, case).startswith("pilot_")


@pytest.mark.parametrize(
    ("noun", "machine"), [("deal", DEAL_MACHINE), ("pilot", PILOT), ("incubation", INCUBATION)]
)  # fmt: skip
def test_every_step_leads_to_a_column(noun: str, machine: object) -> None:
    for state in machine.states:  # type: ignore[attr-defined]
        actions = [step.action for step in machine.actions(state)]  # type: ignore[attr-defined]
        assert [action for action, column in targets(noun, state, actions) if column in KEYS] == actions


def test_the_way_goes_through_the_pilot_before_incubation() -> None:
    assert KEYS.index("signed") < KEYS.index("pilot_intake") < KEYS.index("pilot_run") < KEYS.index("pilot_closure")
    assert KEYS.index("pilot_closure") < KEYS.index("incubation") < KEYS.index("closed")
