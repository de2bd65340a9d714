"""Working days, legal dates and travelled time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from marketplace.core import clock, workdays


def test_legal_dates_are_shanghai_dates() -> None:
    with clock.travel(datetime(2026, 11, 24, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 25)


def test_a_deadline_ends_with_the_local_day() -> None:
    assert clock.end_of_day(date(2026, 2, 28)) == datetime(2026, 2, 28, 16, 0, tzinfo=UTC)


def test_holidays_and_worked_weekends_count(db: Session) -> None:
    db.add(workdays.CalendarDay(day=date(2037, 10, 1), working=False, name="国庆节", source="test"))
    db.add(workdays.CalendarDay(day=date(2037, 10, 10), working=True, name="调休", source="test"))
    db.flush()
    assert workdays.add_working_days(date(2037, 9, 30), 1) == date(2037, 10, 2)
    assert workdays.add_working_days(date(2037, 10, 9), 1) == date(2037, 10, 10)
    assert workdays.working_days_between(date(2037, 10, 9), date(2037, 10, 12)) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(start=st.dates(date(2024, 1, 1), date(2027, 12, 31)), count=st.integers(0, 40))
def test_adding_and_counting_agree(db: Session, start: date, count: int) -> None:
    end = workdays.add_working_days(start, count)
    assert workdays.working_days_between(start, end) == count
    assert end - start >= timedelta(days=count)
