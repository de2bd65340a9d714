"""Pages of matching: listings like another one, technologies for a need, needs for a technology."""

from __future__ import annotations

from datetime import timedelta

import flask
from flask import Blueprint, Response, request, url_for

from marketplace.core.http import actor, page, safe_next
from marketplace.core.policy import access
from marketplace.matching import queries

bp = Blueprint("matching", __name__, url_prefix="/matching")
COOKIE = "ranking"


def is_ranked() -> bool:
    """Whether the reader lets matches be ranked for them; on, until switched off."""
    return request.cookies.get(COOKIE) != "off"


@bp.get("/listings/<public_id>")
@access.public
def similar(public_id: str) -> Response:
    """Listings like this one, with what they have in common; a short list for the page of the listing."""
    return page("matching/similar.html", found=queries.similar(actor(), public_id), fragment="short")


@bp.get("/listings/<public_id>/needs")
@access.signed_in
def needs(public_id: str) -> Response:
    """Open needs that this listing may meet."""
    return page("matching/needs.html", found=queries.of_listing(actor(), public_id, ranked=is_ranked()))


@bp.get("/needs/<public_id>")
@access.signed_in
def technologies(public_id: str) -> Response:
    """Listings that may meet this need."""
    return page("matching/technologies.html", found=queries.of_need(actor(), public_id, ranked=is_ranked()))


@bp.post("/ranking")
@access.signed_in
def ranking() -> Response:
    """Switch the ranking of matches off, or on again, and go back."""
    answer = flask.make_response(flask.redirect(safe_next(request.form.get("next")) or url_for("site.home"), 303))
    if request.form.get("state") == "off":
        answer.set_cookie(COOKIE, "off", max_age=timedelta(days=365), samesite="Lax", httponly=True)
    else:
        answer.delete_cookie(COOKIE)
    return answer
