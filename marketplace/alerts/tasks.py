"""Background work of alerts: evaluate what changed in the index, send what is due."""

from __future__ import annotations

from datetime import timedelta

from marketplace.alerts import service
from marketplace.core import clock, jobs

GATHER = timedelta(seconds=20)  # changes that come close together are told together


@jobs.task(name="alerts.evaluate")
def evaluate() -> None:
    """One run over what the index has taken, then jobs for the messages that are due.

    Comes a little after each drain and every ten minutes, at which digests fall due too.
    """
    if service.evaluate().more:
        jobs.defer("alerts.evaluate")
    service.queue_due()


@jobs.task(name="alerts.deliver", queue="mail")
def deliver(user_id: int, frequency: str) -> None:
    """Send one person what waits."""
    service.deliver(user_id, frequency)


def after_drain() -> None:
    """Evaluate soon, once for all drains until then."""
    jobs.defer_once("alerts.evaluate", run_at=clock.now() + GATHER)


jobs.periodic("*/10 * * * *", "alerts.evaluate")
