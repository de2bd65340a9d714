"""Pages of matching: listings like another one, technologies for a need, needs for a technology, one pair, and the
step that brings both sides together.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import flask
from flask import Blueprint, Response, current_app, flash, request, url_for

from marketplace.core import http
from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to, safe_next
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.matching import queries, service
from marketplace.matching.schemas import PairSchema, VerdictSchema

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


@bp.get("/pair")
@access.signed_in
def pair() -> Response:
    """One pair explained, whether or not it is a match; as long as a side is missing, the form that asks for it."""
    form = Form(PairSchema, request.args)
    is_asked = all(request.args.get(name) for name in ("need", "listing"))
    found = queries.pair(actor(), form.data["listing"], form.data["need"]) if is_asked and form.is_valid() else None
    return page("matching/pair.html", form=form, found=found, status=form.status)


@bp.get("/introduction")
@access.signed_in
def introduction() -> Response:
    """What recording an introduction means, before it is recorded."""
    return page(
        "matching/introduction.html", found=queries.introduction(actor(), **_both(Form(PairSchema, request.args)))
    )


@bp.post("/introduction")
@access.signed_in
@http.idempotent
def introduce() -> Response:
    """Record that both sides of a pair were brought together."""
    sides = _both(Form(PairSchema, request.form))
    service.introduce(actor(), **sides)
    flash(_("The introduction is recorded on the need."), "success")
    return redirect_to("matching.technologies", public_id=sides["need"])


@bp.post("/verdict")
@access.signed_in
def judge() -> Response:
    """Say whether a listing suits the need, or take the word back, and go back."""
    sent = _both(Form(VerdictSchema, request.form))
    word = {"yes": True, "no": False}.get(sent.pop("suitable") or "")
    service.judge(actor(), **sent, suitable=word)
    told = {True: _("Noted as suitable."), False: _("Noted as not suitable; it is left out of your list."),
            None: _("Your word about this match is taken back.")}  # fmt: skip
    flash(told[word], "success")
    return redirect_to("matching.technologies", public_id=sent["need"])


def _both(form: Form) -> dict[str, Any]:
    """Need and listing as they were sent. Raises Invalid."""
    if not form.is_valid():
        raise form.refusal()
    return form.data


@bp.post("/ranking")
@access.signed_in
def ranking() -> Response:
    """Switch the ranking of matches off, or on again, and go back."""
    answer = flask.make_response(flask.redirect(safe_next(request.form.get("next")) or url_for("site.home"), 303))
    if request.form.get("state") == "off":
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(COOKIE, "off", max_age=timedelta(days=365), samesite="Lax", httponly=True, secure=secure)
    else:
        answer.delete_cookie(COOKIE)
    return answer
