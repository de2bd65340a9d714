"""Wiring of pilots: their words for templates, mails and the timeline of the deal."""

from __future__ import annotations

from flask import Flask

from marketplace.deals.workflow import wording as deal_wording
from marketplace.pilots.workflow import wording


def wire(app: Flask) -> None:
    """Let every template name states and steps of pilots, and the deal's timeline their events and entries."""
    app.jinja_env.globals["pilot_words"] = wording
    deal_wording.EVENTS.update(wording.EVENTS)
    deal_wording.FIELDS.update(wording.FIELDS)
