"""Working days, from a loadable table of holidays and of weekends worked in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import Boolean, Date, String, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Base
from marketplace.core.unit import session


class CalendarDay(Base):
    """A day that differs from the weekday rule: a holiday, or a weekend worked in its place."""

    __tablename__ = "calendar_day"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    working: Mapped[bool] = mapped_column(Boolean)
    name: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(120))


def is_working_day(day: date) -> bool:
    """The table's word, else Monday to Friday."""
    return _works(day, _exceptions(day, day))


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; the day itself is not counted."""
    exceptions = _exceptions(day, day + timedelta(days=count * 3 + 30))
    while count > 0:
        day += timedelta(days=1)
        count -= _works(day, exceptions)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
    return working_days_to(start, [end])[end]


def working_days_to(start: date, ends: Iterable[date]) -> dict[date, int]:
    """`working_days_between` a day and each of the others, by the other day; the table is read once."""
    days = set(ends)
    if not days:
        return {}
    exceptions = _exceptions(min(start, *days), max(start, *days))
    return {end: _count(start, end, exceptions) for end in days}


def _count(start: date, end: date, exceptions: Mapping[date, bool]) -> int:
    if end < start:
        return -_count(end, start, exceptions)
    return sum(_works(start + timedelta(days=n), exceptions) for n in range(1, (end - start).days + 1))


def _works(day: date, exceptions: Mapping[date, bool]) -> bool:
    return exceptions.get(day, day.weekday() < 5)


def _exceptions(start: date, end: date) -> dict[date, bool]:
    rows = session().execute(select(CalendarDay.day, CalendarDay.working).where(CalendarDay.day.between(start, end)))
    return {row.day: row.working for row in rows}
