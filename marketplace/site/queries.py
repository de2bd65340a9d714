"""What the home page and the administration index show, gathered from the nouns below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from marketplace.core import audit, indexing
from marketplace.core.unit import session


@dataclass(frozen=True)
class Administration:
    """State of index and jobs, failed jobs with their attempts, and the newest events."""

    search: indexing.Status
    jobs: dict[str, int]
    failed: Sequence[tuple[str, int]]
    events: Sequence[audit.EventView]


def administration() -> Administration:
    """What the administration index shows."""
    jobs = session().execute(text("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")).all()
    failed = (
        session()
        .execute(
            text("SELECT task_name, attempts FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id DESC LIMIT 20")
        )
        .all()
    )
    return Administration(
        search=indexing.status(),
        jobs=dict(row._tuple() for row in jobs),
        failed=[(name, attempts) for name, attempts in failed],
        events=audit.latest(20),
    )
