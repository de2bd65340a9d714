"""What matching gives the rest: listings like one that was withdrawn, for its error page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for

from marketplace.core import audit
from marketplace.core.http import actor, lang
from marketplace.core.i18n import l_
from marketplace.matching import queries

MOST = 5
EVENTS: dict[str, Any] = {"matching.judge": l_("Suitability of a result for a need judged")}


@dataclass(frozen=True)
class Instead:
    """A record to look at instead."""

    title: str
    url: str


def wire(app: Flask) -> None:
    """Tell the error page of withdrawn records what is like them, and name what is recorded."""
    audit.name_kinds(EVENTS)
    app.extensions["similar"] = instead


def instead(subject: str) -> list[Instead]:
    """Public listings like a withdrawn one; without an engine the newest of its field."""
    found = queries.instead_of(actor(), subject.partition(":")[2], limit=MOST)
    return [
        Instead(row.listing.title.pick(lang()), url_for("listings.show", public_id=row.listing.public_id))
        for row in (found.rows if found else ())
    ]
