"""Pages of incubation: the directory of incubators and the cases."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("incubation", __name__, url_prefix="/incubation")

from marketplace.incubation.views import cases, incubators  # noqa: E402, F401 (they add their routes to the blueprint)
