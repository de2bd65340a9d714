"""The search page: words, tabs, facets, orders, pages; all of it in the URL."""

from __future__ import annotations

from flask import Response, render_template, request

from marketplace.core import clock
from marketplace.core.http import actor, page
from marketplace.core.paging import Page
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.queries.builder import builder
from marketplace.discovery.queries.collections import kept
from marketplace.discovery.queries.frame import frame
from marketplace.discovery.queries.overview import overview
from marketplace.discovery.queries.takeaway import Takeaway, takeaway
from marketplace.discovery.queries.understanding import understanding
from marketplace.discovery.queries.ways import ways
from marketplace.discovery.views import bp

ON_PAPER = "100"  # rows of the view for paper


@bp.get("")
@access.public
def search() -> Response:
    """Results, or what to do when there are none, or the basic mode when the engine is away; also for paper."""
    is_paper = request.args.get("view") == "print"
    found = service.find(actor(), [*request.args.items(multi=True), *([("size", ON_PAPER)] if is_paper else [])])
    along = takeaway(found.query, found.index)
    if is_paper:
        around = frame(found.query, found.index, found.results)
        return page("discovery/print.html", found=found, around=around, along=along, now=clock.now())
    results = found.printed(request.full_path, lambda: _printed(found, along))
    return page("discovery/search.html", fragment="found", found=found, along=along, results=results)


def _printed(found: service.Found, along: Takeaway) -> str:
    """The results with everything around them, as they stand in the page."""
    return render_template(
        "discovery/found.html", found=found, around=frame(found.query, found.index, found.results),
        page=Page(found.rows, found.listed, found.query.page, found.query.size),
        notices=[service.describe(notice) for notice in found.notices], along=along,
        overview=overview(found.query, found.index, found.results),
        kept=kept(actor(), [row.name for row in found.rows]), ways=ways(found.query, found.index, found.relief),
        builder=builder(found.query, found.index),
        understood=understanding(found.query, found.index, found.results),
    )  # fmt: skip
