"""Both machines: every state × action pair, and every refusal names all that is missing."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from marketplace.core.errors import GuardsUnmet, Invalid
from marketplace.core.policy import Actor
from marketplace.core.workflow import advance
from marketplace.deals.workflow import DEAL_MACHINE, ENQUIRY_MACHINE, OUTCOMES, DealFacts, EnquiryFacts
from tests.factories.matrix import Record, assert_matrix

SOMEBODY = Actor(user_id=1, name="示例经理人")
READY = DealFacts(
    **{item.name: True for item in fields(DealFacts) if item.type == "bool"} | {"bypass_open": False},
    state="signed", outcome="completed", loss_code="other", loss_note="预算冻结",
)  # fmt: skip


@pytest.fixture(autouse=True)
def unit_open(db: object) -> None:
    """Steps record events."""


def test_enquiry_matrix() -> None:
    expected: dict[tuple[str, str], str | None] = {("open", "answer"): "answered", ("open", "escalate"): None}
    for state in ("open", "answered"):
        expected |= {
            (state, "accept"): "accepted", (state, "open_deal"): "accepted", (state, "decline"): "declined",
            (state, "withdraw"): "withdrawn", (state, "expire"): "expired", (state, "block"): "blocked",
        }  # fmt: skip
    assert_matrix(ENQUIRY_MACHINE, expected, actor=SOMEBODY, facts=EnquiryFacts(decline_code="too_early"))


def test_deal_matrix() -> None:
    expected: dict[tuple[str, str], str | None] = {
        ("lead", "screen"): "screened", ("screened", "negotiate"): "negotiating", ("negotiating", "sign"): "signed",
        ("signed", "enter_pilot"): "pilot", ("pilot", "enter_pilot"): "pilot",
        ("signed", "enter_incubation"): "incubation", ("pilot", "enter_incubation"): "incubation",
        ("incubation", "enter_incubation"): "incubation",
        ("signed", "close"): "closed", ("pilot", "close"): "closed", ("incubation", "close"): "closed",
        ("lost", "reopen"): "lead",
        ("screened", "step_back"): "lead", ("negotiating", "step_back"): "screened",
        ("signed", "step_back"): "negotiating",
    }  # fmt: skip
    for state in ("lead", "screened", "negotiating", "signed", "pilot", "incubation"):
        expected[state, "lose"] = "lost"
    assert_matrix(DEAL_MACHINE, expected, actor=SOMEBODY, facts=READY)


@pytest.mark.parametrize(
    ("state", "action", "missing"),
    [("lead", "screen", 5), ("screened", "negotiate", 5), ("negotiating", "sign", 3)],
)
def test_a_refusal_names_everything_that_is_missing(state: str, action: str, missing: int) -> None:
    record = Record(state)
    with pytest.raises(GuardsUnmet) as refused:
        advance(DEAL_MACHINE, record, action, actor=SOMEBODY, relations={"broker"}, facts=DealFacts())
    assert len({str(text) for text in refused.value.unmet}) == missing
    assert record.state == state


@pytest.mark.parametrize(("outcome", "stages"), OUTCOMES.items())
def test_an_outcome_must_fit_the_stage(outcome: str, stages: tuple[str, ...]) -> None:
    for stage in ("signed", "pilot", "incubation"):
        unmet = DEAL_MACHINE.unmet(stage, "close", replace(READY, state=stage, outcome=outcome))
        assert (not unmet) == (stage in stages)


def test_the_reason_other_needs_a_note() -> None:
    facts = replace(READY, loss_needs_note=True, loss_note=None)
    assert len(DEAL_MACHINE.unmet("lead", "lose", facts)) == 1
    declined = EnquiryFacts(decline_code="other", code_needs_note=True)
    assert len(ENQUIRY_MACHINE.unmet("open", "decline", declined)) == 1


@pytest.mark.parametrize(("state", "action"), [("screened", "step_back"), ("lost", "reopen")])
def test_going_back_needs_a_reason(state: str, action: str) -> None:
    with pytest.raises(Invalid):
        advance(DEAL_MACHINE, Record(state), action, actor=SOMEBODY, relations={"centre_lead", "broker"}, facts=READY)
