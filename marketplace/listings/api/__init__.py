"""Listings for programs: one blueprint, its operations by subject."""

from __future__ import annotations

from flask_smorest import Blueprint

blp = Blueprint("api_listings", __name__, url_prefix="/listings", description="Results and patents on offer")

from marketplace.listings.api import attachments, listings, review  # noqa: E402, F401 (they add their operations)
