"""Background work: jobs are deferred inside the business transaction and run by `flask worker`."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import procrastinate
from flask import Flask
from procrastinate.jobs import Job
from sqlalchemy import Connection, text

from marketplace.core.unit import session, unit

Task = Callable[..., None]
Attempts = Callable[[BaseException], int]
_tasks: dict[str, tuple[Task, str]] = {}
_attempts: dict[str, Attempts] = {}
_periodic: list[tuple[str, str]] = []

DONE_DAYS, FAILED_DAYS = 7, 90  # how long a job is kept after its last event
CLOCK, FEW, THREE_DAYS = 3, 8, 80  # how often a job that failed is tried again
LONGEST_WAIT = 3600  # seconds

# The function and the row type are the ones procrastinate itself uses to defer; a test holds them together.
_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(:queue, :name, 0, :lock, NULL, CAST(:args AS jsonb), :run_at)"
    "::procrastinate_job_to_defer_v1])"
)


class Patience(procrastinate.BaseRetryStrategy):
    """When a failed job is tried again: after 3, 9, 27 … seconds, an hour at most, as often as its error is worth."""

    def __init__(self, attempts: Attempts) -> None:
        self._attempts = attempts

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> procrastinate.RetryDecision | None:
        """The next attempt, or None when it has failed for good."""
        if job.attempts >= self._attempts(exception):
            return None
        return procrastinate.RetryDecision(retry_in={"seconds": min(3 ** (job.attempts + 1), LONGEST_WAIT)})


def few(_error: BaseException) -> int:
    """What a job is tried whose faults are mostly its own: two hours."""
    return FEW


def by_the_clock(_error: BaseException) -> int:
    """What a run by the clock is tried: some seconds later; the clock brings the next one anyway."""
    return CLOCK


def task(name: str, queue: str = "default", attempts: Attempts = few) -> Callable[[Task], Task]:
    """Register a function as a job. It runs in its own unit of work and must be safe to run twice.

    `attempts` says how often it is tried again after an error.
    """

    def register(function: Task) -> Task:
        if name in _tasks and _tasks[name][0] is not function:
            raise ValueError(f"two tasks are called {name}")
        _tasks[name], _attempts[name] = (function, queue), attempts
        return function

    return register


def periodic(cron: str, name: str) -> None:
    """Run a registered task by the clock (cron expression, UTC)."""
    if (cron, name) not in _periodic:
        _periodic.append((cron, name))


def defer(name: str, *, run_at: datetime | None = None, lock: str | None = None, **args: Any) -> None:
    """Queue a task in the open transaction: it exists exactly when the business change exists."""
    defer_each(session().connection(), name, [args], run_at=run_at, lock=lock)


def defer_each(
    connection: Connection,
    name: str,
    each: Iterable[Mapping[str, Any]],
    *,
    run_at: datetime | None = None,
    lock: str | None = None,
) -> None:
    """Queue a task once for each of the arguments, in the transaction of the connection."""
    common = {"queue": _tasks[name][1], "name": name, "lock": lock, "run_at": run_at}
    connection.execute(_DEFER, [{**common, "args": json.dumps(args)} for args in each])


def defer_once(name: str, *, run_at: datetime | None = None) -> None:
    """Queue a task without arguments unless one waits already: many causes close together are one run."""
    waits = text("SELECT 1 FROM procrastinate_jobs WHERE task_name = :name AND status = 'todo' LIMIT 1")
    if session().scalar(waits, {"name": name}) is None:
        defer(name, run_at=run_at)


def sweep() -> None:
    """Forget jobs that ended long ago, with their events; the clock alone makes thousands of them a day."""
    ended = text(
        "DELETE FROM procrastinate_jobs AS job WHERE status::text = ANY(:states) AND NOT EXISTS (SELECT 1"
        " FROM procrastinate_events WHERE job_id = job.id AND at > now() - make_interval(days => :days))"
    )
    for states, days in ((["succeeded", "cancelled", "aborted"], DONE_DAYS), (["failed"], FAILED_DAYS)):
        session().execute(ended, {"states": states, "days": days})


def run_now(name: str, **args: Any) -> None:
    """Run a task in this process, in its own or the open unit: tests and operators' commands."""
    with unit():
        _tasks[name][0](**args)


def worker_app(app: Flask, conninfo: str) -> procrastinate.App:
    """The procrastinate application with every registered task, each in app context and unit of work."""
    queue = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo))
    registered: dict[str, Any] = {}
    for name, (function, queue_name) in _tasks.items():
        retry = Patience(_attempts[name])
        registered[name] = queue.task(name=name, queue=queue_name, retry=retry)(_framed(app, function))
    for cron, name in _periodic:
        queue.periodic(cron=cron, periodic_id=name)(
            queue.task(name=f"{name}.tick", queue=_tasks[name][1], retry=Patience(by_the_clock))(
                _tick(app, _tasks[name][0])
            )
        )
    queue.periodic(cron="* * * * *", periodic_id="stalled")(
        queue.task(name="jobs.retry_stalled", queue="default", pass_context=True)(_retry_stalled)
    )
    return queue


def _framed(app: Flask, function: Task) -> Task:
    @functools.wraps(function)
    def run(**args: Any) -> None:
        with app.app_context(), unit():
            function(**args)

    return run


def _tick(app: Flask, function: Task) -> Callable[[int], None]:
    def run(timestamp: int) -> None:
        with app.app_context(), unit():
            function()

    return run


async def _retry_stalled(context: procrastinate.JobContext, timestamp: int) -> None:
    """A killed worker leaves its job in `doing` and nothing else takes it up again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
