"""When digests are due: daily at 8:00, weekly on Monday at 8:00, on a Chinese wall clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from marketplace.core import clock

HOUR = time(8)
DIGESTS = ("daily", "weekly")


def latest(frequency: str, now: datetime) -> datetime:
    """The newest moment up to `now` at which such a digest was due; it tells of what was found before it.

    A worker that was away at that moment sends late, and still nothing that was found after it.
    """
    day = clock.local(now).date()
    if datetime.combine(day, HOUR, clock.SHANGHAI) > now:
        day -= timedelta(days=1)
    if frequency == "weekly":
        day -= timedelta(days=day.weekday())
    return datetime.combine(day, HOUR, clock.SHANGHAI)
