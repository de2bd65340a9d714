"""Nightly work of the floor: forget what is over, compare the index with the database."""

from __future__ import annotations

import logging

from marketplace.core import files, idempotency, indexing, jobs, limits, rebuild, rebuilds, reconcile
from marketplace.core.policy import SYSTEM
from search.errors import SearchError

log = logging.getLogger("marketplace.housekeeping")


@jobs.task(name="core.housekeeping")
def housekeeping() -> None:
    """Forget settled outbox rows, ended windows of attempts, old form keys, old jobs and broken uploads."""
    indexing.sweep_done()
    limits.sweep()
    idempotency.sweep()
    jobs.sweep()
    files.sweep()


@jobs.task(name="core.reconcile", queue="search")
def compare() -> None:
    """Queue every document that differs from the database (expected: 0) and forget old tombstones."""
    found = reconcile.run()
    level = logging.WARNING if found.differences else logging.INFO
    log.log(level, "index reconciled", extra={"compared": found.compared, "differences": found.differences})
    if found.needs_rebuild:
        rebuilds.ask(SYSTEM)
    reconcile.purge_tombstones()


@jobs.task(name="core.rebuild", queue="search")
def build(number: int) -> None:
    """Do the rebuild that was ordered; how it ended stands in its record."""
    try:
        for line in rebuild.run(number=number):
            log.info(line)
    except SearchError as error:
        log.error("the index was not rebuilt", extra={"reason": str(error)})


jobs.periodic("30 17 * * *", "core.housekeeping")  # half past one in Shanghai
jobs.periodic("0 18 * * *", "core.reconcile")
