"""Wiring of pilots: their words for templates, mails and the timeline of the deal."""

from __future__ import annotations

from flask import Flask

from marketplace.core import audit
from marketplace.deals.workflow import wording as deal_wording
from marketplace.pilots.workflow import wording


def wire(app: Flask) -> None:
    """Name states, steps and events of pilots, and give the deal's timeline the entries."""
    app.jinja_env.globals["pilot_words"] = wording
    audit.name_kinds(wording.EVENTS)
    deal_wording.FIELDS.update(wording.FIELDS)
