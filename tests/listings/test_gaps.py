"""Tests of the rules of publication: each with content that breaks it and content that keeps it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from marketplace.core import clock
from marketplace.core.text import Text
from marketplace.listings.schemas import Maturity
from marketplace.listings.workflow.gaps import gaps
from tests.factories import listings as make
from tests.listings.test_workflow import facts


def codes(**values: Any) -> set[str]:
    return {gap.code for gap in gaps(facts(**values))}


@pytest.mark.parametrize(
    "field",
    ["title", "summary", "problem", "incumbent", "solution", "missing_to_scale", "deal_modes", "field_codes",
     "green_class_codes", "completers"],
)  # fmt: skip
def test_what_a_buyer_needs_is_asked_for(db: Session, field: str) -> None:
    (gap,) = [gap for gap in gaps(facts(**{field: None})) if gap.code == field]
    assert gap.blocking
    assert gap.field == field


def test_a_figure_or_the_reason_why_there_is_none(db: Session) -> None:
    assert "figures" in codes(figures=[])
    assert "figures" not in codes(figures=[], no_figures_reason=Text("尚未测试", None))


def test_evidence_is_asked_from_level_four_on(db: Session) -> None:
    assert "maturity_evidence" in codes(maturity=Maturity("trl_9", 4), maturity_evidence=Text())
    assert "maturity_evidence" not in codes(maturity=Maturity("trl_9", 3), maturity_evidence=Text())
    assert "maturity" in codes(maturity=None)


def test_a_licence_names_its_kind_and_the_price_is_stated_or_negotiable(db: Session) -> None:
    assert "licence_kinds" in codes(deal_modes=["licence"], licence_kinds=[])
    assert "licence_kinds" not in codes(deal_modes=["transfer"], licence_kinds=[])
    assert "price" in codes(price_disclosure=None)
    assert "price" not in codes(price_disclosure="negotiable", price_min=None)


def test_a_patent_listing_has_its_patent_and_its_classes(db: Session) -> None:
    assert {"patent", "ipc"} <= codes(kind="patent", patents=[], ipc=[])
    assert not {"patent", "ipc"} & codes(patents=[], ipc=[])


def test_a_patent_shows_its_status_and_one_that_ended_is_not_offered(db: Session) -> None:
    assert "patent_status" in codes(patents=[make.make_patent(status=None, status_as_of=None)])
    assert "patent_status" in codes(kind="patent", patents=[make.make_patent(status="lapsed_unpaid")])
    assert "patent_status" not in codes(kind="patent", patents=[make.make_patent(status="in_grace_period")])


def test_v8_an_old_status_is_only_a_warning(db: Session) -> None:
    old = clock.today() - timedelta(days=31)
    found = [g for g in gaps(facts(patents=[make.make_patent(status_as_of=old)])) if g.code == "status_age"]
    assert len(found) == 1
    assert not found[0].blocking
    assert "status_age" not in codes(patents=[make.make_patent(status_as_of=old + timedelta(days=1))])


def test_the_owner_is_verified(db: Session) -> None:
    assert "owner_verified" in codes(owner_verified=False)


def test_v15_public_level_and_a_complete_attestation(db: Session) -> None:
    assert "secrecy_level" in codes(secrecy_level="internal")
    assert "secrecy_level" in codes(secrecy_level=None)
    for part in ("reviewer", "date", "number"):
        (gap,) = [g for g in gaps(facts(**{f"attestation_{part}": None})) if g.code == "attestation"]
        assert gap.field == f"attestation_{part}"
    nothing = facts(attestation_reviewer=None, attestation_date=None, attestation_number=None)
    (gap,) = [g for g in gaps(nothing) if g.code == "attestation"]
    assert gap.field == "attestation_reviewer"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("problem", Text("请致电 138 1234 5678", None)),
        ("summary", Text(None, "Write to someone@example.org")),
        ("keywords", ["电解水", "微信：abcde12345"]),
        ("figures", [make.make_figure(condition=Text("联系 028-12345678", None))]),
        ("benefits", [make.make_benefit(verifier="示例机构 13912345678")]),
    ],
)
def test_v16_contact_data_is_found_wherever_strangers_read(db: Session, field: str, value: Any) -> None:
    found = [gap for gap in gaps(facts(**{field: value})) if gap.code == "contact_data"]
    assert [gap.field for gap in found] == [field]
    assert found[0].blocking


def test_v16_numbers_of_the_trade_are_no_contact_data(db: Session) -> None:
    text = Text("专利申请 202210123456.7，转速 12000 r/min，能耗 13812 kJ，20240506 批次", None)
    assert "contact_data" not in codes(solution=text)


def test_v17_an_application_is_not_called_a_patent(db: Session) -> None:
    pending = make.make_patent(status="in_examination", grant_number=None, granted_on=None)
    for claim in ("本技术拥有发明专利3项", "已获专利授权", "Protected by a patent", "ZL202210123456.7"):
        assert "pending_patent" in codes(patents=[pending], solution=Text(claim, None)), claim
    for modest in ("已申请发明专利3项", "发明专利申请已公布", "Patent application filed", "patent pending"):
        assert "pending_patent" not in codes(patents=[pending], solution=Text(modest, None)), modest
    assert "pending_patent" not in codes(solution=Text("本技术拥有发明专利1项", None))


def test_praise_blocks_without_a_figure_and_warns_with_one(db: Session) -> None:
    for words in ("国际领先水平", "填补国内空白", "a world-leading process"):
        text = Text(words, None)
        (gap,) = [g for g in gaps(facts(solution=text)) if g.code == "praise"]
        assert not gap.blocking
        reason = Text("尚未测试", None)
        (gap,) = [g for g in gaps(facts(solution=text, figures=[], no_figures_reason=reason)) if g.code == "praise"]
        assert gap.blocking
        assert gap.field == "solution"
        assert any(part in str(gap.rule) for part in ("国际领先", "填补国内空白", "world-leading"))


def test_v18_a_carbon_claim_names_method_and_verifier(db: Session) -> None:
    assert "benefit_method" in codes(benefits=[make.make_benefit(verifier=None)])
    assert "benefit_method" in codes(benefits=[make.make_benefit(method=None)])
    assert "benefit_method" not in codes(benefits=[make.make_benefit(kind="water", unit="m3", verifier=None)])
    assert "benefit_method" not in codes()
