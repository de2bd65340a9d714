"""Wiring of deals: their wording for templates and mails."""

from __future__ import annotations

from flask import Flask

from marketplace.deals.workflow import wording


def wire(app: Flask) -> None:
    """Let every template name states, steps and sides of enquiries and deals."""
    app.jinja_env.globals["deal_words"] = wording
