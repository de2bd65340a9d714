"""What alerts give the rest: the watch button of every page, and runs that follow the index."""

from __future__ import annotations

from flask import Flask

from marketplace.alerts import queries
from marketplace.alerts.service import letters
from marketplace.alerts.tasks import after_drain
from marketplace.core import news
from marketplace.core.http import actor


def wire(app: Flask) -> None:
    """Give templates what they say of alerts, and evaluate after each drain."""
    app.jinja_env.globals["watch_of"] = lambda entity, public_id: queries.watch_of(actor(), entity, public_id)
    app.jinja_env.globals["changes_in_words"] = letters.changes_in_words
    news.subscribe("search.drained", after_drain)
