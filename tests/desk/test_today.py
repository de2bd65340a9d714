"""The day of brokers and of the centre: what is late, stands still, waits at a gate or can be taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.core import clock
from marketplace.core.policy import Actor
from marketplace.desk import queries
from tests.desk.scenes import add_pilot
from tests.factories.accounts import actor, make_broker, make_enterprise_user, make_staff
from tests.factories.deals import make_cast, make_deal, make_enquiry, plan_next


def ids(rows: Any) -> list[str]:
    return [row.public_id for row in rows]


def day_of(person: Actor, days_later: int = 0) -> queries.Today:
    with clock.travel(clock.now() + timedelta(days=days_later)):
        return queries.today(person)


def test_a_quiet_day_is_clear(db: Session) -> None:
    assert day_of(actor(make_broker())).clear


def test_overdue_and_stale_deals_come_with_their_days(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    broker = actor(cast.broker)
    assert not day_of(broker).overdue
    later = day_of(broker, 40)
    assert ids(later.overdue) == ids(later.stale) == [deal.public_id]
    assert later.stale[0].health.silent_days == 40
    assert later.errands[0].days_left == -37


def test_a_deal_without_next_action_is_a_case_of_its_own(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    deal.next_action = deal.next_action_due = deal.next_action_owner_id = None
    db.flush()
    assert ids(day_of(actor(cast.broker)).without_step) == [deal.public_id]


def test_enquiries_past_the_clock_reach_the_centre_not_strangers(db: Session) -> None:
    enquiry = make_enquiry()
    reviewer = actor(make_staff("reviewer"))
    assert not day_of(reviewer).late_enquiries
    late = day_of(reviewer, 20).late_enquiries
    assert enquiry.public_id in ids(late)
    assert late[0].countdown is not None
    assert late[0].countdown.days_left < 0
    assert not day_of(actor(make_broker()), 20).late_enquiries


def test_gates_say_what_they_wait_for(db: Session) -> None:
    cast = make_cast()
    ready, piloted = make_deal(cast, state="lead"), make_deal(cast, state="pilot")
    add_pilot(piloted, "g2_contract")
    found = {gate.deal.public_id: gate for gate in day_of(actor(cast.broker)).gates}
    assert set(found) == {piloted.public_id}
    assert found[piloted.public_id].papers_missing > 0
    assert ready.public_id in ids(day_of(actor(cast.broker)).pool)


def test_a_deal_with_nothing_missing_is_ready_to_move(db: Session) -> None:
    cast = make_cast()
    deal = make_deal(cast, state="screened")
    deal.value_min_fen = deal.value_max_fen = 1_000_000
    db.flush()
    assert [gate.deal.public_id for gate in day_of(actor(cast.broker)).gates] == [deal.public_id]


def test_foreign_deals_stay_out_of_a_broker_s_day(db: Session) -> None:
    make_deal(state="screened")
    assert day_of(actor(make_broker()), 400).clear


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("person", ["broker", "reviewer"])
def test_the_page_renders(client: FlaskClient, sign_in: Any, committed: Any, person: str, language: str) -> None:
    with committed():
        cast = make_cast()
        deal, lead = make_deal(cast, state="screened"), make_deal(cast)
        plan_next(cast, deal, due=clock.today())
        project = add_pilot(make_deal(cast, state="pilot"), "g3_small_batch")
        pids = (deal.public_id, lead.public_id, project.public_id)
    sign_in(client, getattr(cast, person))
    page = client.get(f"/{language}/desk")
    assert page.status_code == 200
    html = page.get_data(as_text=True)
    assert f'href="/{language}/pilots/{pids[2]}"' in html
    assert (pids[0] in html) is (person == "broker")  # it is the broker's errand
    claim = f'action="/{language}/deals/{pids[1]}/claim"'
    assert (claim in html) is (person == "broker")


def test_the_day_is_for_brokers_and_the_centre(client: FlaskClient, sign_in: Any, committed: Any) -> None:
    with committed():
        buyer = make_enterprise_user()
    sign_in(client, buyer)
    assert client.get("/zh/desk").status_code == 403


def test_the_number_of_queries_does_not_grow(db: Session, count_queries: Callable[[], Any]) -> None:
    cast = make_cast()
    counts = []
    for size in (1, 6):
        for _ in range(size):
            cast.buyer = make_enterprise_user(cast.enterprise)  # one person may ask only so often a day
            add_pilot(make_deal(cast, state="pilot"), "g2_contract")
            make_deal(cast)
            make_enquiry(cast)
        db.expire_all()
        with count_queries() as seen:
            day_of(actor(cast.reviewer))
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 1  # the second size may bring in one kind of row the first lacked
