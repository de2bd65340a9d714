"""Health of a deal: the words, the filter and the count say the same; stage limits stay what staff made of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.accounts.models import Membership
from marketplace.core import clock
from marketplace.core.errors import Conflict
from marketplace.core.i18n import force_language
from marketplace.core.mail import Message
from marketplace.core.policy import SYSTEM
from marketplace.core.unit import session
from marketplace.deals import queries
from marketplace.deals.models import Deal, StageRule
from marketplace.deals.queries import health
from marketplace.deals.service import digest, lifecycle, plan, stage_rules
from tests.factories.accounts import actor
from tests.factories.deals import make_cast, make_deal, plan_next

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)  # a Wednesday


@pytest.fixture(autouse=True)
def english(db: Session) -> Iterator[None]:
    with force_language("en"), clock.travel(NOON):
        yield


def aged(state: str = "screened", *, stage: int = 0, silent: int = 0, due: int | None = 3) -> Deal:
    """A deal that entered its stage and was active so many days ago, with an action due in so many days."""
    deal = make_deal(state=state)
    due = due if deal.next_action_owner_id else None
    session().execute(
        update(Deal).where(Deal.id == deal.id).values(
            state_changed_at=NOON - timedelta(days=stage), last_activity_at=NOON - timedelta(days=silent),
            next_action_due=clock.today() + timedelta(days=due) if due is not None else None,
            next_action="电话" if due is not None else None,
            next_action_owner_id=deal.next_action_owner_id if due is not None else None,
        )
    )  # fmt: skip
    session().refresh(deal)
    return deal


@pytest.mark.parametrize(
    ("age", "code", "text"),
    [
        ({}, "normal", "On time"),
        ({"stage": 15, "silent": 0}, "normal", "On time"),
        ({"stage": 16}, "near", "4 days left in this stage"),  # 20 days at most: a fifth is left
        ({"stage": 20}, "near", "0 days left in this stage"),
        ({"stage": 21}, "overdue", "Stage overdue by 1 day"),
        ({"due": -2}, "overdue", "Next action overdue by 2 days"),
        ({"silent": 9}, "normal", "On time"),
        ({"silent": 10}, "stale", "No activity for 10 days"),
        ({"stage": 30, "silent": 30}, "overdue", "Stage overdue by 10 days"),
    ],
)
def test_words(age: dict[str, int], code: str, text: str) -> None:
    found = queries.health_of(aged(**age), queries.limits())
    assert (found.code, found.text) == (code, text)


def test_a_deal_that_ended_is_never_late() -> None:
    found = queries.health_of(aged("lost", stage=900, silent=900), queries.limits())
    assert (found.code, found.flags) == ("ended", frozenset())


def test_filters_agree_with_the_flags_of_each_deal() -> None:
    cases = [{}, {"stage": 16}, {"stage": 21}, {"silent": 10}, {"due": -1}, {"due": None}, {"stage": 40, "silent": 40}]
    deals = [aged(**case) for case in cases] + [aged("lost", stage=99)]
    known = queries.limits()
    for flag in health.FLAGS:
        listed = set(session().scalars(select(Deal.id).where(health.condition(flag))))
        assert listed == {deal.id for deal in deals if flag in queries.health_of(deal, known).flags}


def test_a_stage_without_a_limit_goes_by_the_general_rule() -> None:
    session().query(StageRule).delete()
    assert queries.health_of(aged(stage=500, silent=13), queries.limits()).code == "normal"
    assert queries.health_of(aged(silent=14), queries.limits()).code == "stale"


def test_the_load_is_repeatable_and_keeps_what_staff_changed() -> None:
    assert stage_rules.load(SYSTEM)["unchanged"] == 6
    [row] = [rule for rule in queries.stage_rules() if rule.stage == "lead"]
    lead = actor(make_cast().lead)
    stage_rules.edit(lead, public_id=row.public_id, version=row.version, day_limit=12, rot_days=5)
    counts = stage_rules.load(SYSTEM)
    assert (counts["kept"], counts["changed"]) == (1, 0)
    with pytest.raises(Conflict) as refused:
        stage_rules.edit(lead, public_id=row.public_id, version=row.version, day_limit=15, rot_days=5)
    assert refused.value.diff == {"day_limit": ("12", "15")}


def test_the_board_shows_badges_and_steps() -> None:
    cast = make_cast()
    deal = make_deal(cast, state="negotiating")
    [tile] = [row for row in queries.board_rows(actor(cast.broker), queries.DealFilters()) if row.id == deal.id]
    assert ("Agreement missing", "warning") in tile.badges
    assert tile.actions == ("sign", "lose", "step_back")
    assert queries.board_rows(actor(cast.buyer), queries.DealFilters())[0].actions == ()


def digests() -> list[Message]:
    return list(session().scalars(select(Message).where(Message.template == "deals/digest").order_by(Message.id)))


def test_the_digest_names_what_waits_and_comes_once_a_day() -> None:
    cast = make_cast()
    late, today = make_deal(cast, state="screened"), make_deal(cast, state="screened")
    plan_next(cast, late, clock.today() - timedelta(days=2))
    plan_next(cast, today, clock.today())
    plan.add_task(actor(cast.broker), public_id=late.public_id, title="补充检测报告", due=clock.today(),
                  assignee=cast.officer.public_id)  # fmt: skip
    assert digest.send_digests() == 2
    assert digest.send_digests() == 0
    by_person = {row.user_id: row for row in digests()}
    assert set(by_person) == {cast.broker.id, cast.officer.id}
    assert "补充检测报告" in by_person[cast.officer.id].body
    with clock.travel(NOON + timedelta(days=1)):
        assert digest.send_digests() == 2


def test_no_digest_on_days_off_or_to_people_who_left() -> None:
    cast = make_cast()
    plan_next(cast, make_deal(cast, state="screened"), clock.today())
    with clock.travel(datetime(2026, 3, 7, 4, tzinfo=UTC)):  # Saturday
        assert digest.send_digests() == 0
    session().execute(update(Membership).where(Membership.user_id == cast.broker.id).values(ended_at=clock.now()))
    session().expire_all()
    assert digest.send_digests() == 0


def test_figures() -> None:
    cast = make_cast()
    with clock.travel(NOON - timedelta(days=4)):
        deal = make_deal(cast, state="screened")
    with clock.travel(NOON - timedelta(days=1)):
        lifecycle.advance(actor(cast.broker), public_id=deal.public_id, action="lose", loss_code="price")
    found = {row.stage: row for row in queries.stage_figures(actor(cast.lead))}
    assert (found["screened"].left, found["screened"].median_days) == (1, 3.0)
    assert found["lost"].present == 1
    assert queries.counts_by_state(actor(cast.lead))["lost"] == 1
    assert queries.loss_reasons(actor(cast.lead)) == {"price": 1}
    assert queries.counts_by_state(actor(make_cast().buyer))["lost"] == 0
