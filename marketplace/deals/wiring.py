"""Wiring of deals: their wording for templates and mails."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask

from marketplace.deals.workflow import wording


def wire(app: Flask) -> None:
    """Let every template name states, steps and sides of enquiries and deals, and timelines their events."""
    app.jinja_env.globals["deal_words"] = wording
    events = cast("dict[str, Any]", app.jinja_env.globals.setdefault("event_words", {}))
    events.update(wording.EVENTS)
