"""Wiring of incubation: its words, and the news of an accepted pilot."""

from __future__ import annotations

from flask import Flask

from marketplace.core import audit, news
from marketplace.deals.workflow import wording as deal_wording
from marketplace.incubation import service
from marketplace.incubation.workflow import wording


def wire(app: Flask) -> None:
    """Name states, steps and events, give the deal's timeline the entries, listen for accepted pilots."""
    app.jinja_env.globals["incubation_words"] = wording
    audit.name_kinds(wording.EVENTS)
    deal_wording.FIELDS.update(wording.FIELDS)
    news.subscribe("pilot.accepted", service.invite)
