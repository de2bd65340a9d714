"""JSON search, one module per group of operations."""

from __future__ import annotations

from flask_smorest import Blueprint

blp = Blueprint("api_search", __name__, url_prefix="/search", description="Search over listings, needs, organisations")

from marketplace.discovery.api import results  # noqa: E402, F401 (the module puts its operations on the blueprint)
