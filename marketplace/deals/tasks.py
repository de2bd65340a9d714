"""Background work of deals: the response clock, silent enquiries, the morning digest."""

from __future__ import annotations

from marketplace.core import jobs
from marketplace.deals import service


@jobs.task(name="deals.response_clock")
def response_clock() -> None:
    """Free what departed brokers held, let brokers join what was not answered in time, end what fell silent.

    Running it twice changes nothing.
    """
    service.release_departed()
    service.escalate_overdue()
    service.expire_silent()


@jobs.task(name="deals.digest")
def digest() -> None:
    """Send the morning digest; on days off and to people who got today's nothing is sent."""
    service.send_digests()


jobs.periodic("*/10 * * * *", "deals.response_clock")
jobs.periodic("30 0 * * *", "deals.digest")  # 08:30 in Shanghai
