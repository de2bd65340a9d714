"""The advanced form's answer, and the page that explains how to ask."""

from __future__ import annotations

import flask
from flask import Response, redirect, request

from marketplace.core import indexing
from marketplace.core.http import page
from marketplace.core.policy import access
from marketplace.discovery.queries.builder import composed
from marketplace.discovery.queries.help import examples
from marketplace.discovery.views import bp


@bp.get("/compose")
@access.public
def compose() -> Response:
    """Write what was entered into the box and show its results."""
    values = {name: value[:200] for name, value in request.args.items()}
    target = composed(values, list(request.args.items(multi=True)), indexing.declared())
    return flask.make_response(redirect(target, 303))


@bp.get("/help")
@access.public
def how_to_search() -> Response:
    """How to ask: every sign the box knows, with examples that are links."""
    return page("discovery/help.html", examples=examples(indexing.declared()))
