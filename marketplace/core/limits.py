"""Counters of attempts, kept in PostgreSQL so that every process and every restart sees them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Integer, String, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core import clock
from marketplace.core.db import Base, timestamp
from marketplace.core.errors import TooMany
from marketplace.core.unit import unit


class AttemptCount(Base):
    """How often something was tried in one window of time."""

    __tablename__ = "attempt_count"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    window_start: Mapped[datetime] = timestamp(primary_key=True)
    ends_at: Mapped[datetime] = timestamp(index=True)
    count: Mapped[int] = mapped_column(Integer)


def hit(name: str, key: str, *, times: int, seconds: int) -> None:
    """Count one attempt; raises TooMany with the wait when more than `times` fall into the window.

    Counted in a transaction of its own: a refused request must not take its count back.
    """
    moment = clock.now()
    start = datetime.fromtimestamp(moment.timestamp() // seconds * seconds, clock.UTC)
    end = start + timedelta(seconds=seconds)
    with unit(independent=True) as opened:
        count = opened.scalar(
            insert(AttemptCount)
            .values(name=name, key=key[:200], window_start=start, ends_at=end, count=1)
            .on_conflict_do_update(
                index_elements=["name", "key", "window_start"], set_={"count": AttemptCount.count + 1}
            )
            .returning(AttemptCount.count)
        )
    if (count or 0) > times:
        raise TooMany(max(1, int((end - moment).total_seconds())), times=times, seconds=seconds)


def check(name: str, key: str, *, times: int, seconds: int) -> None:
    """Raise TooMany when `times` attempts were counted in the present window; counts nothing itself.

    For limits on failures: `check` before the attempt, `hit` after it failed.
    """
    moment = clock.now()
    start = datetime.fromtimestamp(moment.timestamp() // seconds * seconds, clock.UTC)
    with unit(independent=True) as opened:
        row = opened.get(AttemptCount, (name, key[:200], start))
    if row is not None and row.count >= times:
        raise TooMany(max(1, int((row.ends_at - moment).total_seconds())), times=times, seconds=seconds)


def sweep() -> None:
    """Forget windows that are over; part of the nightly housekeeping."""
    with unit() as opened:
        opened.execute(delete(AttemptCount).where(AttemptCount.ends_at < clock.now()))
