"""What nobody asks for runs by the clock: comparison and suggestions each night, alerts often enough for their hour."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from croniter import croniter

from marketplace.alerts.service import slots
from marketplace.core import clock, jobs

PUNCTUAL = timedelta(minutes=10)  # how late a digest may be sent


def cron_of(name: str) -> str:
    """The one clock of a task."""
    [cron] = [cron for cron, task in jobs._periodic if task == name]
    return cron


def test_every_clock_moves_a_task_there_is(app) -> None:
    assert {name for _cron, name in jobs._periodic} <= jobs._tasks.keys()


@pytest.mark.parametrize("name", ["core.reconcile", "core.housekeeping", "discovery.build_suggestions"])
def test_the_index_is_looked_after_each_night(app, name: str) -> None:
    times = croniter(cron_of(name), clock.now())
    nights = [times.get_next(datetime) for _night in range(3)]
    assert all(clock.local(night).hour < 6 for night in nights)
    assert nights[2] - nights[0] == timedelta(days=2)


def test_a_digest_is_looked_for_at_its_hour(app) -> None:
    for frequency in slots.DIGESTS:
        due = slots.latest(frequency, clock.now())
        sent = croniter(cron_of("alerts.evaluate"), due - timedelta(seconds=1)).get_next(datetime)
        assert sent - due < PUNCTUAL
