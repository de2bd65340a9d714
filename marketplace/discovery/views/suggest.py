"""The list below the search box while one types: a fragment that the script of the box shows."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from flask import Response, request

from marketplace.core.http import page
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.views import bp


@bp.get("/suggest")
@access.public
def suggest() -> Response:
    """Suggestions in groups; an empty list where there is nothing to suggest."""
    found = service.suggest(request.args.get("q", ""))
    groups = [(kind, list(items)) for kind, items in groupby(found, attrgetter("kind"))]
    return page("discovery/suggestions.html", groups=groups, total=len(found))
