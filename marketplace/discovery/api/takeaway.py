"""Results of a question as a file, for programs."""

from __future__ import annotations

from flask import Response, request

from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.api import blp
from marketplace.discovery.api.parameters import described
from marketplace.discovery.service.sheets import MEDIA
from marketplace.discovery.views.downloads import attachment

FILES = {  # what an export is sent as, for the description
    "application/json": {"schema": {"type": "object"}},
    "text/csv": {"schema": {"type": "string"}},
    MEDIA["xlsx"]: {"schema": {"type": "string", "format": "binary"}},
}


@blp.get("/export.<any(xlsx, csv, json):form>")
@access.public
@blp.doc(parameters=described(paged=False))
@blp.doc(responses={200: {"content": FILES}})
@blp.response(200, description="The file; JSON for everybody, tables with a token. Ten exports an hour.")
def export_results(form: str) -> Response:
    """Up to 1,000 results of a question, with the parameters of a search but those of pages.

    An unknown parameter or a bad value is refused (422), naming it. When there are more results, the file says so: in
    JSON by `count` and `total`, in tables where they say what was asked.
    The newest results of a public question are also an Atom feed: /zh/search/feed.atom with the same parameters.
    """
    pairs = request.args.items(multi=True)
    made = service.export_results(actor(), pairs, form=form, address=request.remote_addr or "", strict=True)
    return attachment(made)
