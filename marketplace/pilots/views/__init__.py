"""Pages of pilots: the platform directory and the projects."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("pilots", __name__, url_prefix="/pilots")

from marketplace.pilots.views import platforms, projects  # noqa: E402, F401 (they add their routes to the blueprint)
