"""Up to four listings side by side; which ones stands in the URL."""

from __future__ import annotations

from flask import Response, request

from marketplace.core.http import actor, page
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.queries import compare as queries
from marketplace.discovery.views import bp
from marketplace.discovery.views.downloads import attachment


@bp.get("/compare")
@access.public
def compare() -> Response:
    """The comparison; a fifth listing is left out, and the page says so."""
    return page(
        "discovery/compare.html", found=queries.compare(actor(), request.args.getlist("item")), most=queries.MOST
    )


@bp.get("/compare.csv")
@access.public
def compare_csv() -> Response:
    """The comparison as a table to take away."""
    return attachment(service.export_comparison(queries.compare(actor(), request.args.getlist("item"))))
