"""Deals and enquiries for programs: one blueprint, its operations by subject."""

from __future__ import annotations

from flask_smorest import Blueprint

blp = Blueprint(
    "api_deals", __name__, url_prefix="/deals", description="Enquiries, and deals of parties, brokers and the centre"
)

from marketplace.deals.api import deals, enquiries, people, work  # noqa: E402, F401 (they add their operations)
