"""What readers take along: files of results, and the feed of a question."""

from __future__ import annotations

import flask
from flask import Response, current_app, request

from marketplace.core import indexing
from marketplace.core.filter_words import in_words
from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.queries.feed import feed as feed_of
from marketplace.discovery.queries.frame import address
from marketplace.discovery.queries.takeaway import takeaway
from marketplace.discovery.views import bp


@bp.get("/export.<any(xlsx, csv, json):form>")
@access.public
def export(form: str) -> Response:
    """Up to 1,000 results as a file; tables are for people who are signed in."""
    pairs = request.args.items(multi=True)
    return attachment(service.export_results(actor(), pairs, form=form, address=request.remote_addr or ""))


@bp.get("/feed.atom")
@access.public
def feed() -> Response:
    """The newest results of a question that everybody may see, for feed readers."""
    found = service.newest(request.args.items(multi=True))
    site, index = current_app.config["SETTINGS"].public_url, indexing.declared()
    made = feed_of(
        found.rows, found.changed_at, question=in_words(found.query, index),
        address=site + takeaway(found.query, index).feed_url, results=site + address(found.query, index),
    )  # fmt: skip
    answer = Response(made.body, content_type="application/atom+xml; charset=utf-8")
    answer.set_etag(made.tag)
    answer.last_modified = made.updated
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.make_conditional(request)
    return answer


def attachment(made: service.Exported) -> Response:
    """A file that browsers save and do not open."""
    answer = flask.make_response(made.content)
    answer.headers["Content-Type"] = made.media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer
