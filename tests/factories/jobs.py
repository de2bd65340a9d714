"""Background jobs for tests."""

from __future__ import annotations

from sqlalchemy import text

from marketplace.core import jobs
from marketplace.core.unit import session


def make_failed_job() -> int:
    """A job that was tried eight times in vain; its number."""
    jobs.defer("mail.deliver", message_id=7)
    number = session().scalar(text("SELECT max(id) FROM procrastinate_jobs"))
    for status in ("doing", "failed"):
        moved = f"UPDATE procrastinate_jobs SET status = '{status}', attempts = 8 WHERE id = :id"
        session().execute(text(moved), {"id": number})
    return int(number)
