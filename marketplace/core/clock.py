"""Time: instants in UTC, legal dates in Asia/Shanghai, working days from a loadable holiday table."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, Date, String, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Base
from marketplace.core.unit import session

SHANGHAI = ZoneInfo("Asia/Shanghai")
_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


class CalendarDay(Base):
    """A day that differs from the weekday rule: a holiday, or a weekend worked in its place."""

    __tablename__ = "calendar_day"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    working: Mapped[bool] = mapped_column(Boolean)
    name: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(120))


def now() -> datetime:
    """The present instant (UTC, aware), or the instant travelled to."""
    return _travelled.get() or datetime.now(UTC)


@contextmanager
def travel(instant: datetime) -> Iterator[None]:
    """Make `now` answer another instant inside the block: demo history and tests of deadlines."""
    token = _travelled.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _travelled.reset(token)


def local(instant: datetime) -> datetime:
    """The instant on a Chinese wall clock."""
    return instant.astimezone(SHANGHAI)


def today() -> date:
    """The present legal date."""
    return local(now()).date()


def end_of_day(day: date) -> datetime:
    """The instant at which a deadline on that legal date has passed (midnight in Shanghai, exclusive)."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), SHANGHAI).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day that many months later; the last day of the month when there is no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_working_day(day: date, exceptions: dict[date, bool]) -> bool:
    """The table's word, else Monday to Friday."""
    return exceptions.get(day, day.weekday() < 5)


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; the day itself is not counted."""
    exceptions = _exceptions(day, day + timedelta(days=count * 3 + 30))
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, exceptions)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start)
    exceptions = _exceptions(start, end)
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n), exceptions) for n in range(1, days + 1))


def _exceptions(start: date, end: date) -> dict[date, bool]:
    rows = session().execute(select(CalendarDay.day, CalendarDay.working).where(CalendarDay.day.between(start, end)))
    return {row.day: row.working for row in rows}
