"""Pages of needs: browse, one need, own needs, editor, clarity review."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, jsonify, request

from marketplace.core import http
from marketplace.core.errors import Forbidden
from marketplace.core.forms import Form
from marketplace.core.http import actor, lang, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.needs import queries, service
from marketplace.needs.schemas import CommentSchema, DecisionSchema, NeedSchema, prefill

bp = Blueprint("needs", __name__, url_prefix="/needs")


@bp.get("")
@access.public
def index() -> Response:
    """Open needs."""
    field, region = request.args.get("field") or None, request.args.get("city") or None
    found = queries.browse(actor(), field=field, region=region, number=request.args.get("page", 1, int))
    return page("needs/index.html", page=found, field=field, region=region, fragment="results")


@bp.get("/mine")
@access.signed_in
def mine() -> Response:
    """The needs of the reader's organisations."""
    state = request.args.get("state") or None
    found = queries.mine(actor(), state=state, number=request.args.get("page", 1, int))
    return page("needs/mine.html", page=found, state=state)


@bp.get("/new")
@access.signed_in
def new() -> Response:
    """An empty editor, into which a search without hits may hand its words; others read who may post a need."""
    try:
        service.owner_for(actor())
    except Forbidden:
        return page("needs/enterprises_only.html")
    initial = prefill(request.args.get("q", ""), lang(), request.args.getlist("field"))
    return page("needs/edit.html", form=Form(NeedSchema, initial=initial), need=None)


@bp.post("/new")
@access.roles("enterprise_user")
@http.idempotent
def create() -> Response:
    """Save the first draft."""
    form = Form(NeedSchema, request.form)
    if form.is_valid():
        with form.catching():
            need = service.create(actor(), owner_id=service.owner_for(actor()), **form.data)
            flash(_("The draft is saved."), "success")
            return redirect_to("needs.edit", public_id=need.public_id)
    return page("needs/edit.html", form=form, need=None, status=form.status)


@bp.get("/<public_id>")
@access.public
def show(public_id: str) -> Response:
    """One need."""
    found = queries.page_for(actor(), public_id)
    return page("needs/show.html", need=found, comment=Form(CommentSchema), decision=Form(DecisionSchema))


@bp.get("/<public_id>/edit")
@access.signed_in
def edit(public_id: str) -> Response:
    """The editor with what is stored."""
    need = service.get(actor(), public_id, "edit")
    return page("needs/edit.html", form=Form(NeedSchema, initial=need), need=queries.page_for(actor(), public_id))


@bp.post("/<public_id>/edit")
@access.signed_in
def save(public_id: str) -> Response:
    """Save the editor."""
    form = Form(NeedSchema, request.form)
    if form.is_valid():
        with form.catching():
            version = request.form.get("version", 0, int)
            service.edit(actor(), public_id=public_id, version=version, **form.data)
            flash(_("The draft is saved."), "success")
            return redirect_to("needs.show" if "preview" in request.form else "needs.edit", public_id=public_id)
    return page("needs/edit.html", form=form, need=queries.page_for(actor(), public_id), status=form.status)


@bp.post("/<public_id>/autosave")
@access.signed_in
def autosave(public_id: str) -> Response:
    """Save while one types."""
    values = Form(NeedSchema, request.form).checked()
    need = service.edit(actor(), public_id=public_id, version=request.form.get("version", 0, int), **values)
    return jsonify(version=need.version, saved_at=need.updated_at.isoformat())


@bp.get("/<public_id>/completeness")
@access.signed_in
def completeness(public_id: str) -> Response:
    """What is still missing; asked again after each autosave."""
    return page("needs/completeness.html", need=queries.page_for(actor(), public_id))


@bp.get("/<public_id>/review")
@access.roles("reviewer", "centre_lead", "broker")
def review(public_id: str) -> Response:
    """Judge the clarity of a need."""
    found = queries.page_for(actor(), public_id)
    return page("needs/review.html", need=found, comment=Form(CommentSchema), decision=Form(DecisionSchema))


@bp.post("/<public_id>/comment")
@access.roles("reviewer", "centre_lead", "broker")
def comment(public_id: str) -> Response:
    """Say whether the need is clear."""
    form = Form(CommentSchema, request.form)
    if form.is_valid():
        service.comment(actor(), public_id=public_id, **form.data)
        flash(_("Your comment is saved; the owner was told."), "success")
        return redirect_to("needs.review", public_id=public_id)
    found = queries.page_for(actor(), public_id)
    return page("needs/review.html", need=found, comment=form, decision=Form(DecisionSchema), status=form.status)


@bp.post("/<public_id>/advance")
@access.signed_in
def advance(public_id: str) -> Response:
    """Take a step of the workflow."""
    form = Form(DecisionSchema, request.form)
    if form.is_valid():
        with form.catching():
            values: dict[str, Any] = form.data
            service.advance(actor(), public_id=public_id, action=values["action"], reason=values["reason"])
            flash(_("Done."), "success")
            return redirect_to("needs.show", public_id=public_id)
    found = queries.page_for(actor(), public_id)
    return page("needs/show.html", need=found, comment=Form(CommentSchema), decision=form, status=form.status)
