"""Pages of the desk: home of a person, the day, the board, the review queue. They read; a step is sent to its noun."""

from __future__ import annotations

from flask import Blueprint, Response, request

from marketplace.core.http import actor, page
from marketplace.core.policy import STAFF_ROLES, access
from marketplace.desk import queries
from marketplace.desk.schemas import BoardSchema, ReviewSchema, read

bp = Blueprint("desk", __name__, url_prefix="")


@bp.get("/me")
@access.signed_in
def me() -> Response:
    """The home of the person who is signed in."""
    return page("desk/me.html", home=queries.home(actor()))


@bp.get("/desk")
@access.roles("broker", *STAFF_ROLES)
def today() -> Response:
    """What asks for attention today."""
    return page("desk/today.html", day=queries.today(actor()))


@bp.get("/desk/board")
@access.signed_in
def board() -> Response:
    """The pilot-first board over deals, pilots and incubation."""
    filters, unknown = read(BoardSchema, request.args)
    found = queries.board(actor(), filters)
    return page("desk/board.html", board=found, filters=filters, unknown=unknown)


@bp.get("/review")
@access.roles("reviewer", "centre_lead", "administrator")
def review() -> Response:
    """Everything that waits for a decision of the centre."""
    filters, unknown = read(ReviewSchema, request.args)
    found = queries.review_queue(actor(), filters["kind"])
    return page("desk/review.html", queue=found, kind=filters["kind"], unknown=unknown)
