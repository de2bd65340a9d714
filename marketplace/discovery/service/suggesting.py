"""Suggesting while one types: quick or not at all, and never an error."""

from __future__ import annotations

import logging

from sqlalchemy.exc import OperationalError

from marketplace.discovery.queries.patience import at_most
from marketplace.discovery.queries.suggestions import Suggestion, suggestions

log = logging.getLogger("marketplace.search")
PATIENCE_MS = 250  # a suggestion that comes later is of no use to anyone


def suggest(words: str) -> list[Suggestion]:
    """At most eight suggestions for what stands in the box; none when the database takes too long."""
    try:
        with at_most(PATIENCE_MS):
            return suggestions(words[:200])
    except OperationalError as error:
        log.warning("suggestions were given up", extra={"reason": str(error.orig)})
        return []
