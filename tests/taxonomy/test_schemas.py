"""What rule forms accept: values as people write them, periods that run forward, honest marks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from marketplace.taxonomy.schemas import IpcQuerySchema, RuleSchema, RuleValue

GOOD = {
    "version": "1", "value": "15", "unit": "working_days", "source": {"zh": "来源", "en": "Source"},
    "basis": "statute", "verified": True, "reason": "read the text",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15", {"number": "15"}),
        (" ０.５０ ", {"number": "0.50"}),
        ("0.8..1.25", {"min": "0.8", "max": "1.25"}),
        ("90 | 30、7", {"numbers": ["90", "30", "7"]}),
        ("YES", {"flag": True}),
    ],
)
def test_a_value_is_read_as_people_write_it(text: str, value: dict[str, object]) -> None:
    assert RuleValue().deserialize(text) == value


@pytest.mark.parametrize("text", ["fifteen", "1..", "2..1", "NaN", "1e99", "3 | x", "Infinity"])
def test_other_values_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        RuleValue().deserialize(text)


@given(st.lists(st.decimals(-(10**9), 10**9, places=4), min_size=1, max_size=4))
def test_what_is_shown_can_be_sent_again(numbers: list[Decimal]) -> None:
    field = RuleValue()
    read = field.deserialize(" | ".join(f"{number:f}" for number in numbers))
    assert field.deserialize(field._serialize(read, None, None)) == read


def test_the_unit_becomes_part_of_the_value(db: Session) -> None:
    assert RuleSchema().load(GOOD)["value"] == {"number": "15", "unit": "working_days"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"basis": "unverified"}, "verified"),
        ({"effective_from": "2026-02-01", "effective_to": "2026-01-31"}, "effective_to"),
        ({"unit": "fortnights"}, "unit"),
        ({"reason": "  "}, "reason"),
        ({"source": {"zh": "", "en": ""}}, "source"),
        ({"value": ""}, "value"),
    ],
)
def test_each_wrong_entry_is_named(db: Session, change: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        RuleSchema().load({**GOOD, **change})
    assert set(refused.value.normalized_messages()) == {field}


def test_symbols_are_split_and_their_number_is_limited() -> None:
    assert IpcQuerySchema().load({"symbols": "H01M 10/0525；C01G53/00, G11C"})["symbols"] == [
        "H01M 10/0525", "C01G53/00", "G11C",
    ]  # fmt: skip
    with pytest.raises(ValidationError):
        IpcQuerySchema().load({"symbols": ",".join(["H01M"] * 51)})
