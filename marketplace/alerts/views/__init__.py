"""Pages of alerts, one module per group of pages."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("alerts", __name__, url_prefix="/alerts")

from marketplace.alerts.views import inbox, searches, unsubscribe, watching  # noqa: E402, F401 (they add their pages)
