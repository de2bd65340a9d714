"""Results of a question as a file, for programs."""

from __future__ import annotations

from flask import Response, request

from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.api import blp
from marketplace.discovery.views.downloads import attachment


@blp.get("/export.<any(xlsx, csv, json):form>")
@access.public
@blp.response(200, description="The file; JSON for everybody, tables with a token. Ten exports an hour.")
def export_results(form: str) -> Response:
    """Up to 1,000 results of a question with the parameters of the search page.

    The newest results of a public question are also an Atom feed: /zh/search/feed.atom with the same parameters.
    """
    pairs = request.args.items(multi=True)
    return attachment(service.export_results(actor(), pairs, form=form, address=request.remote_addr or ""))
