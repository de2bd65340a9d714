"""Pages of listings, one module per group of pages."""

from flask import Blueprint

bp = Blueprint("listings", __name__, url_prefix="/listings")

from marketplace.listings.views import (  # noqa: E402  (the modules put their pages on the blueprint)
    editor,
    owner,
    public,
    review,
)

__all__ = ["bp", "editor", "owner", "public", "review"]
