"""Background work of needs: expiry."""

from __future__ import annotations

from marketplace.core import jobs
from marketplace.needs import service


@jobs.task(name="needs.expire")
def expire() -> None:
    """Expire needs whose day has passed; running it twice changes nothing."""
    service.expire_due()


# The day ends at midnight in Shanghai; each hour, because a machine that slept then gets no second tick that night.
jobs.periodic("10 * * * *", "needs.expire")
