"""Rule parameters: which value holds where and when, and how staff change them without losing the past."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.core import audit
from marketplace.core.errors import Conflict, Forbidden
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.taxonomy import models, queries, service
from marketplace.taxonomy.errors import RuleMissing, RulePeriodTaken, UnknownRule
from marketplace.taxonomy.service.load import touch
from tests.factories.taxonomy import KEEPER, make_rule


def values_of(row: models.RuleParameter, **changes: object) -> dict[str, object]:
    """What the form sends for a row, with some entries changed."""
    stored = {name: getattr(row, name) for name in (
        "value", "effective_from", "effective_to", "source", "basis", "verified", "note", "version",
    )}  # fmt: skip
    return {**stored, "reason": "notice of the ministry", **changes}


def test_the_narrower_place_wins_and_the_country_is_the_fallback(db: Session) -> None:
    assert queries.rule("reward_floor").jurisdiction == "CN-SC"
    assert queries.rule("reward_floor", "CN-BJ").number == Decimal("0.70")
    assert queries.rule("license_recordal_months").jurisdiction == "CN"
    assert queries.rule("enquiry_response_working_days").integer == 5  # the site's own rule comes last


def test_a_hard_block_may_ask_for_a_verified_value_only(db: Session) -> None:
    rule = queries.rule("reward_floor", verified_only=True)
    assert (rule.jurisdiction, rule.number) == ("CN", Decimal("0.50"))
    with pytest.raises(RuleMissing):
        queries.rule("publicity_days.cash_award", verified_only=True)


def test_a_missing_rule_is_an_error_that_names_it(db: Session) -> None:
    with pytest.raises(RuleMissing) as missing:
        queries.rule("no_such_rule", on_date=date(2026, 1, 2))
    assert "no_such_rule for CN-SC on 2026-01-02" in str(missing.value)


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 4, 9), False),
        (date(2026, 4, 10), True),
        (date(2028, 4, 9), True),
        (date(2028, 4, 10), False),
    ],
)
def test_use_first_pay_later_is_open_for_its_two_years(db: Session, day: date, open_: bool) -> None:
    if open_:
        assert queries.rule("use_first_pay_later", on_date=day).value["flag"] is True
    else:
        with pytest.raises(RuleMissing):
            queries.rule("use_first_pay_later", on_date=day)


def test_the_term_of_a_design_depends_on_its_filing_date(db: Session) -> None:
    assert queries.rule("patent_term_years.design", on_date=date(2021, 5, 31)).integer == 10
    assert queries.rule("patent_term_years.design", on_date=date(2021, 6, 1)).integer == 15


DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(cuts=st.lists(DAYS, min_size=1, max_size=4, unique=True), day=DAYS)
def test_periods_that_touch_give_one_answer_on_every_day(db: Session, cuts: list[date], day: date) -> None:
    """Consecutive periods leave no day without a value and none with two, whatever the boundaries."""
    cuts = sorted(cuts)
    bounds = [(None, cuts[0])] + [(a + timedelta(days=1), b) for a, b in pairwise(cuts)]
    bounds.append((cuts[-1] + timedelta(days=1), None))
    with db.begin_nested() as savepoint:
        for number, (start, end) in enumerate(bounds):
            make_rule("boundary_days", number=str(number), effective_from=start, effective_to=end)
        touch(["rule_parameter"])
        expected = sum(day > cut for cut in cuts)
        assert queries.rule("boundary_days", on_date=day).integer == expected
        savepoint.rollback()


def test_the_database_refuses_two_values_for_one_day(db: Session) -> None:
    make_rule(effective_to=date(2024, 12, 31))
    make_rule(effective_from=date(2025, 1, 1))
    make_rule(jurisdiction="CN-ZJ")
    with pytest.raises(IntegrityError, match="ex_taxonomy_rule_parameter_period"), db.begin_nested():
        make_rule(effective_from=date(2024, 12, 31), effective_to=date(2024, 12, 31))


def test_a_correction_is_kept_in_the_audit_trail_with_old_and_new(db: Session) -> None:
    row = make_rule(number="15")
    revised = service.revise_rule(
        KEEPER,
        public_id=row.public_id,
        **values_of(row, value={"number": "10", "unit": "working_days"}, source=Text("新办法", "New measure")),
    )
    assert (revised.shown.zh, revised.shown.en) == ("10个工作日", "10 working days")
    assert queries.rule("example_days").integer == 10
    audit.write(db)
    [noted] = queries.rule_history(row.public_id)
    assert (noted.kind, noted.reason, noted.actor_name) == ("rule.revised", "notice of the ministry", KEEPER.name)
    assert noted.changes["value"] == [
        {"number": "15", "unit": "calendar_days"}, {"number": "10", "unit": "working_days"},
    ]  # fmt: skip
    assert "effective_from" not in noted.changes


def test_a_correction_without_a_difference_writes_nothing(db: Session) -> None:
    row = make_rule()
    service.revise_rule(KEEPER, public_id=row.public_id, **values_of(row))
    audit.write(db)
    assert queries.rule_history(row.public_id) == []
    assert not row.edited


def test_a_new_value_ends_the_present_one_the_day_before(db: Session) -> None:
    row = make_rule(number="15")
    following = service.succeed_rule(
        KEEPER,
        public_id=row.public_id,
        **values_of(row, value={"number": "20", "unit": "calendar_days"}, effective_from=date(2027, 1, 1)),
    )
    assert queries.rule("example_days", on_date=date(2026, 12, 31)).integer == 15
    assert queries.rule("example_days", on_date=date(2027, 1, 1)).integer == 20
    assert following.title.zh == "示例期限"
    kept = db.scalars(select(models.RuleParameter).where(models.RuleParameter.code == "example_days")).all()
    assert len(kept) == 2


def test_a_level_keeps_the_scale_it_belongs_to(db: Session) -> None:
    stored = queries.rule("pilot_maturity_entry")
    row = db.scalars(select(models.RuleParameter).where(models.RuleParameter.public_id == stored.public_id)).one()
    changed = service.revise_rule(
        KEEPER, public_id=row.public_id, **values_of(row, value={"number": "5", "unit": "level"})
    )
    assert (changed.integer, changed.scale_id) == (5, "qingdao_2025")


def test_periods_of_one_rule_may_not_overlap(db: Session) -> None:
    first = make_rule(effective_to=date(2024, 12, 31))
    make_rule(effective_from=date(2025, 1, 1))
    with pytest.raises(RulePeriodTaken) as refused:
        service.revise_rule(KEEPER, public_id=first.public_id, **values_of(first, effective_to=date(2025, 3, 1)))
    assert "effective_from" in refused.value.fields
    with pytest.raises(RulePeriodTaken):
        service.succeed_rule(KEEPER, public_id=first.public_id, **values_of(first, effective_from=date(2019, 1, 1)))


def test_two_editors_do_not_overwrite_each_other(db: Session) -> None:
    row = make_rule(number="15")
    seen = values_of(row)
    service.revise_rule(KEEPER, public_id=row.public_id, **values_of(row, note=Text("一", "first")))
    with pytest.raises(Conflict) as conflict:
        service.revise_rule(KEEPER, public_id=row.public_id, **{**seen, "note": Text("二", "second")})
    assert conflict.value.diff == {"note": ({"zh": "一", "en": "first"}, {"zh": "二", "en": "second"})}


def test_only_keepers_change_rules(db: Session) -> None:
    row = make_rule()
    for role in ("reviewer", "finance", "auditor", "broker"):
        with pytest.raises(Forbidden):
            service.revise_rule(
                Actor(user_id=5, roles=frozenset({role})), public_id=row.public_id, **values_of(row, note=Text("注"))
            )
    with pytest.raises(UnknownRule):
        service.revise_rule(KEEPER, public_id="0000000000", **values_of(row))
