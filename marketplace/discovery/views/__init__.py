"""The search pages, one module per group of pages."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("discovery", __name__, url_prefix="/search")

from marketplace.discovery.views import results  # noqa: E402, F401 (the module puts its pages on the blueprint)
