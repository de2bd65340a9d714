"""Pages of incubators."""

from __future__ import annotations

from flask import Response, flash, request

from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.incubation import queries, service
from marketplace.incubation.schemas import IncubatorSchema
from marketplace.incubation.views import bp


@bp.get("")
@access.public
def index() -> Response:
    """The directory of incubators."""
    field = request.args.get("field") or None
    found = queries.incubators(actor(), field=field, number=request.args.get("page", 1, int))
    return page("incubation/index.html", page=found, field=field)


@bp.get("/incubators/new")
@access.signed_in
def new_incubator() -> Response:
    """An empty form for one's own incubator."""
    service.organisation_for(actor())
    form = Form(IncubatorSchema, initial={"places": 1, "accepting": True})
    return page("incubation/incubator.html", form=form, incubator=None)


@bp.post("/incubators/new")
@access.signed_in
def create_incubator() -> Response:
    """Enter one's own incubator."""
    form = Form(IncubatorSchema, request.form)
    if form.is_valid():
        with form.catching():
            service.create_incubator(actor(), organisation_id=service.organisation_for(actor()), **form.data)
            flash(_("The incubator is listed."), "success")
            return redirect_to("incubation.index")
    return page("incubation/incubator.html", form=form, incubator=None, status=form.status)


@bp.get("/incubators/<public_id>/edit")
@access.signed_in
def edit_incubator(public_id: str) -> Response:
    """The description of an incubator, for those who keep it."""
    incubator = service.get_incubator(actor(), public_id)
    return page("incubation/incubator.html", form=Form(IncubatorSchema, initial=incubator), incubator=incubator)


@bp.post("/incubators/<public_id>/edit")
@access.signed_in
def save_incubator(public_id: str) -> Response:
    """Save the description of an incubator."""
    form = Form(IncubatorSchema, request.form)
    if form.is_valid():
        with form.catching():
            version = request.form.get("version", 0, int)
            service.edit_incubator(actor(), public_id=public_id, version=version, **form.data)
            flash(_("Saved."), "success")
            return redirect_to("incubation.index")
    incubator = service.get_incubator(actor(), public_id)
    return page("incubation/incubator.html", form=form, incubator=incubator, status=form.status)
