"""The search pages, one module per group of pages."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("discovery", __name__, url_prefix="/search")

from marketplace.discovery.views import builder, collections, compare, downloads, explain, index, results, suggest  # noqa: E402, F401 (they add their pages)
