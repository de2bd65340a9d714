"""Wiring of deals: their wording for templates and mails."""

from __future__ import annotations

from flask import Flask

from marketplace.core import audit
from marketplace.deals.workflow import wording


def wire(app: Flask) -> None:
    """Let every template and mail name states, steps, sides and events of enquiries and deals."""
    app.jinja_env.globals["deal_words"] = wording
    audit.name_kinds(wording.EVENTS)
