"""What the administration index shows: the state of index and jobs, and what happened last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from marketplace.accounts import queries as accounts
from marketplace.core import audit, failed_jobs, index_status
from marketplace.core.unit import session


@dataclass(frozen=True)
class Administration:
    """State of index and jobs, the newest failed jobs, the newest events, and whether anybody reviews."""

    search: index_status.Status
    has_reviewer: bool
    jobs: dict[str, int]
    failed: Sequence[failed_jobs.FailedJob]
    events: Sequence[audit.EventView]


def administration() -> Administration:
    """What the administration index shows."""
    jobs = session().execute(text("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")).all()
    return Administration(
        search=index_status.read(),
        has_reviewer=bool(accounts.staff_contacts("reviewer")),
        jobs=dict(jobs),
        failed=failed_jobs.listed(20),
        events=audit.latest(20),
    )
