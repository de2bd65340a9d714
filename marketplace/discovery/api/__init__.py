"""JSON search, one module per group of operations."""

from __future__ import annotations

from flask_smorest import Blueprint

blp = Blueprint("api_search", __name__, url_prefix="/search", description="Search over listings, needs, organisations")

from marketplace.discovery.api import collections, compare, index, results, suggest, takeaway  # noqa: E402, F401 (they add their operations)
