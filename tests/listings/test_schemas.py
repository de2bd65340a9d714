"""Tests of what the schemas accept: patent numbers and dates (V2 to V7), figures, benefits, prices, classes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from marketplace.listings.schemas import ContentSchema, Maturity
from marketplace.listings.schemas.parts import BenefitSchema, FigureSchema
from marketplace.listings.schemas.patents import PatentSchema, expiry
from marketplace.listings.schemas.snapshot import freeze, thaw
from search.analysis.identifiers import cn_patent_check
from tests.factories import listings as make

quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def patent(**values: Any) -> dict[str, Any]:
    """A patent as a form sends it."""
    return {"application_number": make.application_number(), "kind": "invention", **values}


def faults(data: dict[str, Any]) -> set[str]:
    with pytest.raises(ValidationError) as refusal:
        PatentSchema().load(data)
    return set(refusal.value.normalized_messages())


def test_v2_published_numbers_pass_in_every_spelling(db: Session) -> None:
    for number in ("201710601862.3", "201710117081.7", "201210464170.6", "CN 2017106018623"):
        assert PatentSchema().load(patent(application_number=number))["application_number"][-2] == "."
    for old in ("97101765.4", "95115608.X", "95115608x"):
        assert PatentSchema().load(patent(application_number=old))["application_number"][8] == "."


@quickly
@given(serial=st.integers(0, 9_999_999), place=st.integers(0, 11), step=st.integers(1, 9))
def test_v2_one_wrong_digit_or_check_is_noticed(db: Session, serial: int, place: int, step: int) -> None:
    """Weights below 11 and a prime modulus: every single wrong digit changes the check character."""
    body = f"20221{serial:07d}"
    wrong = body[:place] + str((int(body[place]) + step) % 10) + body[place + 1 :]
    assert faults(patent(application_number=f"{wrong}.{cn_patent_check(body)}")) == {"application_number"}


def test_v2_a_number_without_its_check_digit_is_asked_for_it(db: Session) -> None:
    assert faults(patent(application_number="202210123456")) == {"application_number"}


def test_v3_zl_only_before_granted_numbers(db: Session) -> None:
    number = make.application_number()
    assert faults(patent(application_number=f"ZL{number}")) == {"application_number"}
    pending = patent(application_number=f"ZL{number}", status="in_examination", status_as_of="2024-05-06")
    assert faults(pending) == {"application_number"}
    granted = patent(application_number=f"ZL{number}", status="in_force", status_as_of="2024-05-06")
    assert PatentSchema().load(granted)["application_number"] == number


@pytest.mark.parametrize(("digit", "kind"), [("1", "invention"), ("8", "invention"), ("2", "utility_model"),
                                             ("9", "utility_model"), ("3", "design")])  # fmt: skip
def test_v4_the_digit_names_the_kind(db: Session, digit: str, kind: str) -> None:
    number = make.application_number(type_digit=digit)
    assert PatentSchema().load(patent(application_number=number, kind=kind))["kind"] == kind
    other = "design" if kind != "design" else "invention"
    assert faults(patent(application_number=number, kind=other)) == {"kind"}


def test_v5_first_digit_and_kind_letter_agree(db: Session) -> None:
    assert faults(patent(grant_number="CN114567890U")) == {"grant_number"}
    assert faults(patent(publication_number="CN114567890B")) == {"publication_number"}
    assert faults(patent(grant_number="CN114567890A")) == {"grant_number"}
    assert faults(patent(grant_number="CN214567890U")) == {"grant_number"}
    assert faults(patent(publication_number="CN114567890")) == {"publication_number"}
    loaded = PatentSchema().load(patent(publication_number="cn 114567890 a", grant_number="114567890B"))
    assert (loaded["publication_number"], loaded["grant_number"]) == ("CN114567890A", "CN114567890B")


@quickly
@given(days=st.lists(st.dates(date(2010, 1, 1), date(2024, 12, 31)), min_size=3, max_size=3))
def test_v6_dates_stand_in_their_order(db: Session, days: list[date]) -> None:
    names = ("filed_on", "published_on", "granted_on")
    sent = patent(**{name: day.isoformat() for name, day in zip(names, days, strict=True)})
    if days == sorted(days):
        assert PatentSchema().load(sent)["expires_on"] == expiry("invention", days[0])
    else:
        assert faults(sent) <= set(names)


@quickly
@given(
    filed=st.dates(date(1993, 1, 1), date(2026, 1, 1)),
    kind=st.sampled_from(["invention", "utility_model", "design"]),
    error=st.integers(-400, 400).filter(bool),
)
def test_v7_expiry_is_the_term_of_the_law(db: Session, filed: date, kind: str, error: int) -> None:
    years = {"invention": 20, "utility_model": 10, "design": 15 if filed >= date(2021, 6, 1) else 10}[kind]
    end = expiry(kind, filed)
    assert end.year == filed.year + years
    assert (end.month, end.day) in {(filed.month, filed.day), (2, 28)}
    digit = {"invention": "1", "utility_model": "2", "design": "3"}[kind]
    sent = {"application_number": make.application_number(2022, digit), "kind": kind, "filed_on": filed.isoformat()}
    assert PatentSchema().load({**sent, "expires_on": end.isoformat()})["expires_on"] == end
    assert faults({**sent, "expires_on": (end + timedelta(days=error)).isoformat()}) == {"expires_on"}


def test_v7_only_inventions_are_compensated(db: Session) -> None:
    filed = date(2015, 3, 1)
    sent = patent(filed_on=filed.isoformat(), compensation_days="100")
    assert PatentSchema().load(sent)["expires_on"] == date(2035, 6, 9)
    model = {**sent, "kind": "utility_model", "application_number": make.application_number(type_digit="2")}
    assert faults(model) == {"compensation_days"}


def test_a_status_and_its_day_belong_together(db: Session) -> None:
    assert faults(patent(status="in_force")) == {"status_as_of"}
    assert faults(patent(status_as_of="2024-05-06")) == {"status"}
    assert faults(patent(status="in_examination", status_as_of="2024-05-06", granted_on="2024-02-06")) == {"status"}
    assert faults({"kind": "invention"}) == {"application_number"}


def test_a_figure_has_value_unit_and_condition(db: Session) -> None:
    with pytest.raises(ValidationError) as refusal:
        FigureSchema().load({"metric": {"zh": "效率", "en": None}})
    assert set(refusal.value.normalized_messages()) == {"value", "unit", "condition"}
    assert FigureSchema().load({"remove": True, "value": "nonsense"}) == {"remove": True}


def test_a_benefit_is_counted_in_a_unit_of_its_kind(db: Session) -> None:
    row = {
        "kind": "greenhouse_gas", "value": "3", "unit": "kwh", "functional_unit": {"zh": "每吨", "en": None},
        "baseline": {"zh": "现有", "en": None}, "boundary": "gate_to_gate", "evidence_level": "self_declared",
    }  # fmt: skip
    with pytest.raises(ValidationError) as refusal:
        BenefitSchema().load(row)
    assert set(refusal.value.normalized_messages()) == {"unit"}
    for unit in ("g_co2e", "kg_co2e", "t_co2e", "percent"):
        assert BenefitSchema().load({**row, "unit": unit})["unit"] == unit


def test_a_price_fits_what_is_disclosed(db: Session) -> None:
    schema = ContentSchema()
    for sent, field in (
        ({"price_disclosure": "stated"}, "price_min"),
        ({"price_disclosure": "range", "price_min": "10", "price_max": "10"}, "price_max"),
    ):
        with pytest.raises(ValidationError) as refusal:
            schema.load(sent)
        assert set(refusal.value.normalized_messages()) == {field}
    assert schema.load({"price_disclosure": "negotiable", "price_min": "10"})["price_min"] is None
    assert schema.load({"price_disclosure": "stated", "price_min": "35.5"})["price_min"] == 35_500_000


def test_v66_a_level_comes_with_its_scale(db: Session) -> None:
    assert ContentSchema().load({"maturity": "qingdao_2025:13"})["maturity"] == Maturity("qingdao_2025", 13)
    for wrong in ("6", "trl_9:10", "trl_9:", "unknown:3"):
        with pytest.raises(ValidationError) as refusal:
            ContentSchema().load({"maturity": wrong})
        assert set(refusal.value.normalized_messages()) == {"maturity"}


def test_ipc_symbols_are_kept_in_one_spelling(db: Session) -> None:
    assert ContentSchema().load({"ipc": "h01m10/0525；H01M 10/0525, C01B 32/05"})["ipc"] == [
        "H01M 10/0525",
        "C01B 32/05",
    ]
    with pytest.raises(ValidationError) as refusal:
        ContentSchema().load({"ipc": ["电池"]})
    assert set(refusal.value.normalized_messages()) == {"ipc"}


def test_a_snapshot_gives_back_what_was_frozen_even_when_a_code_has_gone(db: Session) -> None:
    content = make.content()
    assert thaw(freeze(content)) == content
    assert thaw({**freeze(content), "deal_modes": ["abolished"]})["deal_modes"] == ["abolished"]
    assert thaw({})["figures"] == []


def test_the_registration_number_has_its_form(db: Session) -> None:
    assert ContentSchema().load({"register_number": "5102024Y0001"})["register_number"] == "5102024Y0001"
    with pytest.raises(ValidationError) as refusal:
        ContentSchema().load({"register_number": "Y0001"})
    assert set(refusal.value.normalized_messages()) == {"register_number"}
