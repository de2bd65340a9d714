"""The search page: words, tabs, facets, orders, pages; all of it in the URL."""

from __future__ import annotations

from flask import Response, request

from marketplace.core.http import actor, page
from marketplace.core.paging import Page
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.queries.frame import frame
from marketplace.discovery.views import bp


@bp.get("")
@access.public
def search() -> Response:
    """Results, or what to do when there are none, or the basic mode when the engine is away."""
    found = service.find(actor(), request.args.items(multi=True))
    around = frame(found.query, found.index, found.results, found.without)
    numbered = Page(found.rows, min(found.total, 1000), found.query.page, found.query.size)
    return page(
        "discovery/search.html", found=found, around=around, page=numbered,
        notices=[service.describe(notice) for notice in found.notices], fragment="results",
    )  # fmt: skip
