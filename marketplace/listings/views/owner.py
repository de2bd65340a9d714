"""What owners do with their listings besides writing them: list, begin, manage."""

from __future__ import annotations

from flask import Response, abort, flash, request

from marketplace.core import http
from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.listings import queries, service
from marketplace.listings.policy import organisations_of
from marketplace.listings.schemas import RETURN_REASONS, AvailabilitySchema, NewSchema, ReasonSchema
from marketplace.listings.views import bp


@bp.get("/mine")
@access.signed_in
def mine() -> Response:
    """The listings of the reader's organisations."""
    state = request.args.get("state") or None
    found = queries.mine(actor(), state=state, number=request.args.get("page", 1, int))
    counts = queries.mine_by_state(actor())
    return page("listings/mine.html", page=found, state=state, counts=counts, owners=organisations_of(actor()))


@bp.get("/new")
@access.signed_in
def new() -> Response:
    """The first page of the editor."""
    return page("listings/new.html", form=Form(NewSchema), owners=organisations_of(actor()))


@bp.post("/new")
@access.signed_in
@http.idempotent
def create() -> Response:
    """Begin a draft."""
    form = Form(NewSchema, request.form)
    if form.is_valid():
        with form.catching():
            listing = service.create(actor(), **form.data)
            return redirect_to("listings.edit", public_id=listing.public_id, step="problem")
    return page("listings/new.html", form=form, owners=organisations_of(actor()), status=form.status)


@bp.get("/<public_id>/manage")
@access.signed_in
def manage(public_id: str) -> Response:
    """State, availability, review and history of an own listing."""
    return _managed(public_id)


@bp.post("/<public_id>/advance")
@access.signed_in
def advance(public_id: str) -> Response:
    """Take one of the owner's steps."""
    action = request.form.get("action", "")
    schema, verb = service.STEPS.get(action) or abort(404)
    form = Form(schema, request.form)
    if form.is_valid():
        with form.catching():
            verb(actor(), public_id, **form.data)
            flash(_("Done."), "success")
            return redirect_to("listings.manage", public_id=public_id)
    return _managed(public_id, **{action: form})


def _managed(public_id: str, **sent: Form) -> Response:
    listing = service.get(actor(), public_id, "see_inside")
    forms = {
        "withdraw": Form(ReasonSchema),
        "set_availability": Form(AvailabilitySchema, initial={"availability": listing.availability}),
        **sent,
    }
    return page(
        "listings/manage.html", listing=queries.page_for(actor(), public_id), desk=queries.desk(actor(), listing),
        remarks=queries.remarks(actor(), listing), timeline=queries.timeline(actor(), listing), steps_forms=forms,
        return_reasons=dict(RETURN_REASONS),
        sent=next(iter(sent.values()), None), status=max(form.status for form in forms.values()),
    )  # fmt: skip
