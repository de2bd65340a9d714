"""Jobs that ended long ago are forgotten; what waits, runs or failed lately stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from marketplace.core import jobs
from marketplace.core.unit import session


def made(status: str, age: timedelta) -> int:
    """A job in a status whose last event is so old."""
    jobs.defer("core.housekeeping")
    number = session().scalar(text("SELECT max(id) FROM procrastinate_jobs"))
    moved = text("UPDATE procrastinate_jobs SET status = CAST(:status AS procrastinate_job_status) WHERE id = :id")
    session().execute(moved, {"status": status, "id": number})
    aged = text("UPDATE procrastinate_events SET at = now() - CAST(:age AS interval) WHERE job_id = :id")
    session().execute(aged, {"age": age, "id": number})
    return int(number)


@pytest.mark.parametrize(
    ("status", "days", "stays"),
    [
        ("succeeded", 8, False), ("succeeded", 6, True), ("cancelled", 8, False), ("aborted", 8, False),
        ("failed", 8, True), ("failed", 91, False), ("todo", 400, True), ("doing", 400, True),
    ],
)  # fmt: skip
def test_ended_jobs_are_forgotten_in_time(committed, status: str, days: int, stays: bool) -> None:
    with committed():
        number = made(status, timedelta(days=days))
        jobs.sweep()
        left = {
            table: session().scalar(text(f"SELECT count(*) FROM {table} WHERE {key} = :id"), {"id": number})
            for table, key in (("procrastinate_jobs", "id"), ("procrastinate_events", "job_id"))
        }
    assert (left["procrastinate_jobs"] == 1) is stays
    assert (left["procrastinate_events"] > 0) is stays


def test_the_night_forgets_them_and_the_clocks_own_mark_stays(committed) -> None:
    with committed():
        number = made("succeeded", timedelta(days=8))
        session().execute(
            text("INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp, job_id) VALUES ('x', 1, :id)"),
            {"id": number},
        )
        jobs.run_now("core.housekeeping")
        assert session().scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE id = :id"), {"id": number}) == 0
        assert session().scalar(text("SELECT count(*) FROM procrastinate_periodic_defers WHERE task_name = 'x'")) == 1
