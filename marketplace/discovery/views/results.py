"""The search page: words, tabs, facets, orders, pages; all of it in the URL."""

from __future__ import annotations

from flask import Response, request

from marketplace.core import clock
from marketplace.core.http import actor, page
from marketplace.core.paging import Page
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.queries.builder import builder
from marketplace.discovery.queries.collections import kept
from marketplace.discovery.queries.frame import frame
from marketplace.discovery.queries.overview import overview
from marketplace.discovery.queries.takeaway import takeaway
from marketplace.discovery.queries.understanding import understanding
from marketplace.discovery.queries.ways import ways
from marketplace.discovery.views import bp

PRINTED = "100"  # rows of the view for paper


@bp.get("")
@access.public
def search() -> Response:
    """Results, or what to do when there are none, or the basic mode when the engine is away; also for paper."""
    printed = request.args.get("view") == "print"
    found = service.find(actor(), [*request.args.items(multi=True), *([("size", PRINTED)] if printed else [])])
    around = frame(found.query, found.index, found.results)
    numbered = Page(found.rows, found.listed, found.query.page, found.query.size)
    return page(
        "discovery/print.html" if printed else "discovery/search.html", fragment=None if printed else "found",
        found=found, around=around, page=numbered, notices=[service.describe(notice) for notice in found.notices],
        along=takeaway(found.query, found.index), overview=overview(found.query, found.index, found.results),
        kept=kept(actor(), [row.name for row in found.rows]), ways=ways(found.query, found.index, found.relief),
        builder=builder(found.query, found.index),
        understood=understanding(found.query, found.index, found.results), now=clock.now(),
    )  # fmt: skip
