"""Background work of needs: expiry."""

from __future__ import annotations

from marketplace.core import jobs
from marketplace.needs import service


@jobs.task(name="needs.expire")
def expire() -> None:
    """Expire needs whose day has passed; running it twice changes nothing."""
    service.expire_due()


jobs.periodic("10 16 * * *", "needs.expire")  # ten past midnight in Shanghai
