"""Background work of matching: the terms are counted anew every night."""

from __future__ import annotations

from marketplace.core import jobs
from marketplace.matching import service


@jobs.task("matching.recount")
def recount() -> None:
    """Count in how many records each term stands."""
    service.recount()


jobs.periodic("50 19 * * *", "matching.recount")
