"""Pages of enquiries and deals: one blueprint, its routes by subject."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("deals", __name__, url_prefix="/deals")

from marketplace.deals.views import enquiries, gate, people, register, settings, work  # noqa: E402, F401 (add routes)
