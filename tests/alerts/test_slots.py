"""When digests are due, on a Chinese wall clock and to the second, and what each tells of."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from marketplace.alerts import service
from marketplace.alerts.models import Delivery
from marketplace.alerts.service import slots
from marketplace.core import clock
from marketplace.core.unit import session
from tests.alerts.conftest import keep, messages, turn
from tests.factories.accounts import make_user
from tests.factories.needs import make_need


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize(
    ("frequency", "now", "due"),
    [
        ("daily", "2026-11-25T07:59:59", "2026-11-24T08:00"),
        ("daily", "2026-11-25T08:00:00", "2026-11-25T08:00"),
        ("daily", "2026-11-26T00:00:01", "2026-11-25T08:00"),
        ("daily", "2027-01-01T03:00:00", "2026-12-31T08:00"),
        ("weekly", "2026-11-23T07:59:59", "2026-11-16T08:00"),
        ("weekly", "2026-11-23T08:00:00", "2026-11-23T08:00"),
        ("weekly", "2026-11-29T23:59:59", "2026-11-23T08:00"),
    ],
)
def test_the_newest_due_moment(frequency: str, now: str, due: str) -> None:
    assert slots.latest(frequency, at(now)) == at(due)
    assert slots.latest(frequency, at(now).astimezone(clock.UTC)) == at(due)


def test_a_digest_waits_for_its_hour_and_comes_once(committed, index) -> None:
    day = (clock.local(clock.now()) + timedelta(days=1)).replace(hour=9, minute=0)
    with committed():
        user = make_user()
        keep(user, "q=余热回收&kind=need", "daily")
        make_need()
        make_need()
    turn(committed, day)
    for moment, expected in (
        (day.replace(hour=23), 0),
        ((day + timedelta(days=1)).replace(hour=7, minute=59, second=59), 0),
        ((day + timedelta(days=1)).replace(hour=8), 1),
        ((day + timedelta(days=1)).replace(hour=8, minute=10), 1),
        ((day + timedelta(days=2)).replace(hour=8), 1),
    ):
        with clock.travel(moment), committed():
            service.deliver_due()
            assert len(messages(user)) == expected, moment
    with committed():
        assert messages(user)[0].body.count("新增：") == 2
        assert session().scalar(select(func.count(Delivery.id))) == 1  # an empty digest is none


def test_a_worker_that_was_away_sends_late_and_only_what_was_due(committed, index) -> None:
    day = (clock.local(clock.now()) + timedelta(days=1)).replace(hour=7, minute=30)
    with committed():
        user = make_user(lang="en")
        keep(user, "q=余热回收&kind=need", "daily", "heat")
        make_need()
    with clock.travel(day):
        from marketplace.core import indexing

        with committed():
            indexing.drain()
        with committed():
            service.evaluate()
    with committed():
        make_need()
    turn(committed, day.replace(hour=9))
    with committed():
        [message] = messages(user)
        assert message.body.count("New for “heat”") == 1


def test_weekly_and_daily_go_their_own_ways(committed, index) -> None:
    monday = clock.local(clock.now()) + timedelta(days=7 - clock.local(clock.now()).weekday())
    with committed():
        user = make_user(lang="en")
        keep(user, "q=余热回收&kind=need", "weekly", "weekly heat")
        keep(user, "q=烧结烟气&kind=need", "daily", "daily heat")
        make_need()
    turn(committed)
    with clock.travel(monday.replace(hour=8, minute=0)), committed():
        service.deliver_due()
        bodies = [message.body for message in messages(user)]
    assert len(bodies) == 2
    assert ["“daily heat”" in body for body in bodies] != ["“weekly heat”" in body for body in bodies]
