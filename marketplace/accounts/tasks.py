"""Background work of accounts: reset links, and the daily look at verifications that run out."""

from __future__ import annotations

from marketplace.accounts.service import housekeeping, recovery, verification
from marketplace.core import jobs


@jobs.task(name="accounts.send_reset_link", queue="mail")
def send_reset_link(email: str) -> None:
    """Send the link of a forgotten password, if the address has an account."""
    recovery.send_link(email)


@jobs.task(name="accounts.verifications")
def verifications() -> None:
    """End what ran out and remind of what will."""
    verification.expire_due()
    verification.remind_due()


@jobs.task(name="accounts.housekeeping")
def sweep() -> None:
    """Forget sign-ins and links that ended long ago."""
    housekeeping.sweep()


jobs.periodic("10 17 * * *", "accounts.verifications")  # 01:10 in Shanghai: the legal date has just changed
jobs.periodic("40 18 * * *", "accounts.housekeeping")
