"""Time: instants in UTC, legal dates in Asia/Shanghai."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


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
