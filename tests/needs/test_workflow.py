"""The way of a need: every state × action, guards named, clarity asked for."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.errors import GuardsUnmet
from marketplace.core.policy import ANONYMOUS, SYSTEM
from marketplace.core.text import Text
from marketplace.core.workflow import advance
from marketplace.needs.workflow import NEED, Gap, NeedFacts, completeness, gaps
from tests.factories.matrix import Record, assert_matrix
from tests.factories.needs import need_values

MET = NeedFacts(owner_verified=True, clarity_comments=2, deadline=date(2030, 1, 1), today=date(2026, 1, 1))
LIVE = ("open", "matching", "introduced")


def test_every_state_and_action(db: object) -> None:
    expected: dict[tuple[str, str], str | None] = {
        ("draft", "submit"): "submitted",
        ("submitted", "recall"): "draft",
        ("reviewed", "recall"): "draft",
        ("submitted", "return"): "draft",
        ("reviewed", "return"): "draft",
        ("submitted", "review"): "reviewed",
        ("reviewed", "publish"): "open",
        ("open", "match"): "matching",
        ("open", "introduce"): "introduced",
        ("matching", "introduce"): "introduced",
        ("introduced", "introduce"): None,
        ("in_deal", "leave_deal"): "open",
        ("in_deal", "meet"): "met",
        ("expired", "renew"): "open",
    }
    for state in LIVE:
        expected |= {(state, "enter_deal"): "in_deal", (state, "meet"): "met", (state, "expire"): "expired"}
    for state in ("draft", "submitted", "reviewed", *LIVE, "expired"):
        expected[state, "withdraw"] = "withdrawn"
    assert_matrix(NEED, expected, actor=ANONYMOUS, facts=MET)


@pytest.mark.parametrize(
    ("action", "state", "facts"),
    [
        ("submit", "draft", NeedFacts(owner_verified=False)),
        ("submit", "draft", NeedFacts(owner_verified=True, gaps=[Gap("title", "too little", "say more")])),
        ("submit", "draft", NeedFacts(owner_verified=True, deadline=date(2026, 1, 1), today=date(2026, 1, 2))),
        ("review", "submitted", NeedFacts(clarity_comments=0)),
        ("review", "submitted", NeedFacts(clarity_comments=2, unclear_comments=2)),
        ("publish", "reviewed", NeedFacts(owner_verified=False)),
    ],
)
def test_a_guard_names_what_is_missing(db: object, action: str, state: str, facts: NeedFacts) -> None:
    record = Record(state)
    with pytest.raises(GuardsUnmet) as refused:
        advance(NEED, record, action, actor=SYSTEM, relations=set(), facts=facts)
    assert len(refused.value.unmet) == 1
    assert record.state == state


def test_a_complete_need_has_no_gap() -> None:
    assert gaps(SimpleNamespace(**need_values())) == []
    assert completeness(SimpleNamespace(**need_values())) == 100


@given(missing=st.sets(st.sampled_from(["title", "process", "problem", "limits", "tried"]), min_size=1))
def test_each_missing_text_is_named_once(missing: set[str]) -> None:
    need = SimpleNamespace(**need_values(**{name: Text() for name in missing}))
    assert {gap.field for gap in gaps(need)} == missing
    assert completeness(need) < 100
