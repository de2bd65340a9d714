"""The state of the search index for those who keep the site: lag, refused documents, comparisons, rebuilds."""

from __future__ import annotations

from flask import Response, flash

from marketplace.core import deadletters, index_status, rebuilds, reconcile
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.policy import access
from marketplace.discovery.policy import INDEX_KEEPERS
from marketplace.discovery.views import bp


@bp.get("/index")
@access.roles(*INDEX_KEEPERS)
def index() -> Response:
    """Engine, generation, queue, refused documents with reasons, the last comparisons and rebuilds."""
    return page(
        "discovery/index.html", state=index_status.read(), letters=deadletters.listed(50),
        reports=reconcile.reports(), runs=rebuilds.recent(),
    )  # fmt: skip


@bp.post("/index/rebuild")
@access.roles(*INDEX_KEEPERS)
def order_rebuild() -> Response:
    """Order a rebuild from the worker; the page shows how far it is."""
    try:
        rebuilds.ask(actor())
    except rebuilds.RebuildRuns as running:
        flash(running.message, "info")  # this page shows how far it is
    return redirect_to("discovery.index")


@bp.post("/index/reconcile")
@access.roles(*INDEX_KEEPERS)
def order_reconcile() -> Response:
    """Order a comparison from the worker."""
    reconcile.ask(actor())
    return redirect_to("discovery.index")


@bp.post("/index/retry")
@access.roles(*INDEX_KEEPERS)
def retry_all() -> Response:
    """Try every refused document again."""
    deadletters.retry_all(actor())
    return redirect_to("discovery.index")


@bp.post("/index/retry/<int:number>")
@access.roles(*INDEX_KEEPERS)
def retry(number: int) -> Response:
    """Try one refused document again."""
    deadletters.retry(actor(), number)
    return redirect_to("discovery.index")
