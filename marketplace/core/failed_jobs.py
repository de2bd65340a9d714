"""Jobs that failed for good: which, how often they were tried, and another try once the cause is mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import column, func, select, table, text

from marketplace.core import audit
from marketplace.core.errors import NotFound
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.unit import session

SUBJECT = "jobs:failed"

_JOBS = table("procrastinate_jobs", *(column(name) for name in ("id", "task_name", "attempts", "args")))
_EVENTS = table("procrastinate_events", column("job_id"), column("at"))
_LISTED = (
    select(
        _JOBS.c.id, _JOBS.c.task_name.label("name"), _JOBS.c.attempts, _JOBS.c.args,
        select(func.max(_EVENTS.c.at)).where(_EVENTS.c.job_id == _JOBS.c.id).scalar_subquery().label("at"),
    )
    .where(text("status = 'failed'"))
    .order_by(_JOBS.c.id.desc())
)  # fmt: skip
# Not the retry of the library: it goes on counting the attempts, so the next error would be final again.
_AGAIN = text(
    "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL"
    " WHERE status = 'failed' AND (id = :number OR CAST(:number AS bigint) IS NULL) RETURNING id"
)


@dataclass(frozen=True)
class FailedJob:
    """A job that is not tried again by itself; `at` is when it failed, if that is known."""

    id: int
    name: str
    attempts: int
    args: Mapping[str, Any]
    at: datetime | None


def listed(limit: int = 100) -> Sequence[FailedJob]:
    """The newest first."""
    return [FailedJob(*row) for row in session().execute(_LISTED.limit(limit))]


def paged(number: int = 1, size: int = 20) -> Page[FailedJob]:
    """A page of them, the newest first."""
    return paginate(_LISTED, number, size, lambda row: FailedJob(*row))


def retry(actor: Actor, number: int) -> None:
    """Queue one of them again, with all its attempts. Raises NotFound when it is none (any more)."""
    if not _revive(actor, number):
        raise NotFound()


def retry_all(actor: Actor) -> int:
    """Queue all of them again, with all their attempts; how many."""
    return _revive(actor, None)


def _revive(actor: Actor, number: int | None) -> int:
    count = len(session().execute(_AGAIN, {"number": number}).all())
    if count:
        audit.record("jobs.retried", actor=actor, subjects=[SUBJECT], data={"jobs": count})
    return count
