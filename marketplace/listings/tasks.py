"""Background work of listings: expiry and reminders, every night."""

from __future__ import annotations

from marketplace.core import jobs
from marketplace.listings import service


@jobs.task(name="listings.expire")
def expire() -> None:
    """Expire what was not confirmed in time; running it twice changes nothing."""
    service.expire_due()


@jobs.task(name="listings.remind")
def remind() -> None:
    """Remind owners once before their listings expire."""
    service.remind_due()


jobs.periodic("*/20 16-17 * * *", "listings.expire")  # after midnight in Shanghai, in several batches
jobs.periodic("*/20 0-1 * * *", "listings.remind")  # in the morning in Shanghai
