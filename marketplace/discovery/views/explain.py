"""Why is this (not) found? One record and one question, for the centre and for the owner of the record."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Response, request

from marketplace.core import indexing
from marketplace.core.http import actor, page
from marketplace.core.i18n import l_
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.queries import verdict
from marketplace.discovery.service.explaining import READER, SELF
from marketplace.discovery.views import bp

# What the page calls: sentences, tables, and the names of those one may look as.
WORDS = SimpleNamespace(
    verdict=verdict.verdict, expansions=verdict.expansions, parts=verdict.parts,
    READERS={**verdict.READERS, SELF: l_("you yourself")},
)  # fmt: skip


@bp.get("/explain/<any(listing, need, organisation):kind>/<public_id>")
@access.signed_in
def explain(kind: str, public_id: str) -> Response:
    """The form with the question, the verdict in words, and the numbers behind it."""
    told = service.explain(
        actor(), kind=kind, public_id=public_id, pairs=request.args.items(multi=True),
        reader=request.args.get(READER, "public"),
    )  # fmt: skip
    kept = [(n, v) for n, v in request.args.items(multi=True) if n not in ("q", READER, "page", "size")]
    return page(
        "discovery/explain.html", told=told, verdict=WORDS, index=indexing.declared(), kept=kept,
        notices=[service.describe(notice) for notice in told.notices],
    )  # fmt: skip
