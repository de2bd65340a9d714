"""Wiring of incubation: its words, and the news of an accepted pilot."""

from __future__ import annotations

from flask import Flask

from marketplace.core import news
from marketplace.deals.workflow import wording as deal_wording
from marketplace.incubation import service
from marketplace.incubation.workflow import wording


def wire(app: Flask) -> None:
    """Name states and steps for templates, give the deal's timeline events and entries, listen for accepted pilots."""
    app.jinja_env.globals["incubation_words"] = wording
    deal_wording.EVENTS.update(wording.EVENTS)
    deal_wording.FIELDS.update(wording.FIELDS)
    news.subscribe("pilot.accepted", service.invite)
