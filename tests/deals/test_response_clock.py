"""The response clock over travelled time, with the holidays the State Council announced."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import BrokerProfile
from marketplace.core import clock, jobs
from marketplace.core.mail import Message
from marketplace.core.unit import session
from marketplace.deals.models import Declaration, Enquiry
from marketplace.deals.service import assignment, enquiries, response_clock
from tests.factories.accounts import actor, join, make_broker, make_staff
from tests.factories.deals import Cast, make_cast, make_deal, make_enquiry


def at(day: date, hour: int = 10) -> datetime:
    """An hour of that day on the Chinese wall clock."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.SHANGHAI).astimezone(UTC)


def asked_on(day: date, cast: Cast | None = None) -> Enquiry:
    with clock.travel(at(day)):
        return make_enquiry(cast)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2025, 3, 3), date(2025, 3, 10)),  # Monday: the next Monday
        (date(2025, 3, 7), date(2025, 3, 14)),  # Friday
        (date(2025, 3, 8), date(2025, 3, 14)),  # Saturday
        (date(2025, 1, 24), date(2025, 2, 7)),  # Spring Festival 28 January-4 February; Sunday 26 is worked
        (date(2025, 9, 30), date(2025, 10, 14)),  # National Day 1-8 October; Saturday 11 October is worked
    ],
)  # fmt: skip
def test_five_working_days(db: Session, asked: date, due: date) -> None:
    assert asked_on(asked).first_response_due == due


def test_the_day_is_over_at_midnight_in_shanghai(db: Session) -> None:
    cast = make_cast()
    enquiry = asked_on(date(2025, 3, 3), cast)
    with clock.travel(datetime(2025, 3, 10, 15, 59, tzinfo=UTC)):  # 23:59 on the due day
        assert response_clock.escalate_overdue() == 0
    with clock.travel(datetime(2025, 3, 10, 16, 1, tzinfo=UTC)):  # 00:01 on the day after
        assert response_clock.escalate_overdue() == 1
    assert enquiry.state == "open"
    assert enquiry.broker_user_id == cast.broker.id


def test_everybody_is_told_once(db: Session) -> None:
    cast = make_cast()
    asked_on(date(2025, 3, 3), cast)
    with clock.travel(at(date(2025, 3, 11))):
        for _run in range(2):
            jobs.run_now("deals.response_clock")
    told = session().scalars(
        select(Message).where(Message.template.in_(("deals/enquiry_assigned", "deals/enquiry_escalated")))
    )
    assert sorted((row.user_id, row.template) for row in told) == sorted(
        [(cast.broker.id, "deals/enquiry_assigned"), (cast.officer.id, "deals/enquiry_escalated"),
         (cast.buyer.id, "deals/enquiry_escalated")]
    )  # fmt: skip


def test_an_answer_in_time_keeps_the_broker_out(db: Session) -> None:
    cast = make_cast()
    enquiry = asked_on(date(2025, 3, 3), cast)
    with clock.travel(at(date(2025, 3, 10))):
        enquiries.write(actor(cast.officer), public_id=enquiry.public_id, body="可以。")
    with clock.travel(at(date(2025, 3, 20))):
        assert response_clock.escalate_overdue() == 0


def test_the_word_of_the_broker_does_not_stop_the_owners_clock(db: Session) -> None:
    cast = make_cast()
    enquiry = asked_on(date(2025, 3, 3), cast)
    with clock.travel(at(date(2025, 3, 11))):
        response_clock.escalate_overdue()
        enquiries.write(actor(cast.broker), public_id=enquiry.public_id, body="我来联系学校。")
        assert (enquiry.state, enquiry.first_response_at) == ("open", None)
        enquiries.write(actor(cast.officer), public_id=enquiry.public_id, body="迟复为歉。")
    assert enquiry.state == "answered"


def test_the_broker_with_the_fewest_open_assignments_is_chosen(db: Session) -> None:
    cast = make_cast()
    free = make_broker()
    make_deal(cast, state="screened")  # keeps the first broker busy
    enquiry = asked_on(date(2025, 3, 3))
    with clock.travel(at(date(2025, 3, 11))):
        response_clock.escalate_overdue()
    assert enquiry.broker_user_id == free.id


def test_a_broker_of_the_field_comes_before_others(db: Session) -> None:
    cast = make_cast()
    specialist = make_broker()
    _give_field(specialist.id, "hydrogen")
    enquiry = asked_on(date(2025, 3, 3), cast)
    with clock.travel(at(date(2025, 3, 11))):
        response_clock.escalate_overdue()
    assert enquiry.broker_user_id == specialist.id


def _give_field(user_id: int, code: str) -> None:
    profile = session().scalars(select(BrokerProfile).where(BrokerProfile.user_id == user_id)).one()
    profile.fields = [code]
    session().flush()


def test_never_a_broker_with_a_relation_to_a_party(db: Session) -> None:
    cast = make_cast()
    join(cast.broker, cast.university, "member")  # belongs to one side
    declared = make_broker()
    session().add(Declaration(
        deal_id=make_deal().id, user_id=declared.id, related_to=[cast.enterprise.id], statement="持股", at=clock.now()
    ))  # fmt: skip
    impartial = assignment.pick_broker(("hydrogen",), {cast.university.id, cast.enterprise.id})
    chosen = impartial.user_id if impartial else None
    assert chosen not in (cast.broker.id, declared.id)


def test_without_a_broker_the_centre_is_told_once_and_the_next_run_tries_again(db: Session) -> None:
    cast = make_cast()
    cast.broker.active = False
    lead = make_staff("centre_lead")
    enquiry = asked_on(date(2025, 3, 3), cast)
    with clock.travel(at(date(2025, 3, 11))):
        assert response_clock.escalate_overdue() == 0
        assert response_clock.escalate_overdue() == 0
        told = session().scalars(select(Message).where(Message.user_id == lead.id)).all()
        assert [row.template for row in told] == ["deals/enquiry_without_broker"]
        cast.broker.active = True
        session().flush()
        assert response_clock.escalate_overdue() == 1
    assert enquiry.broker_user_id == cast.broker.id


def test_silence_ends_an_enquiry(db: Session) -> None:
    cast = make_cast()
    enquiry = asked_on(date(2025, 3, 3), cast)
    with clock.travel(at(date(2025, 3, 3)) + timedelta(days=60)):
        assert response_clock.expire_silent() == 0
    with clock.travel(at(date(2025, 3, 3)) + timedelta(days=60, minutes=1)):
        assert response_clock.expire_silent() == 1
    assert enquiry.state == "expired"
