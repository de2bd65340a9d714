"""Nightly work of the floor: forget what is over, compare the index with the database."""

from __future__ import annotations

import logging

from marketplace.core import idempotency, indexing, jobs, limits, rebuild

log = logging.getLogger("marketplace.housekeeping")


@jobs.task(name="core.housekeeping")
def housekeeping() -> None:
    """Forget settled outbox rows, ended windows of attempts and old form keys."""
    indexing.sweep_done()
    limits.sweep()
    idempotency.sweep()


@jobs.task(name="core.reconcile", queue="search")
def reconcile() -> None:
    """Queue every document that differs from the database; the expected number is 0."""
    found = rebuild.reconcile()
    level = logging.WARNING if found.differences else logging.INFO
    log.log(level, "index reconciled", extra={"compared": found.compared, "differences": found.differences})


jobs.periodic("30 17 * * *", "core.housekeeping")  # half past one in Shanghai
jobs.periodic("0 18 * * *", "core.reconcile")
