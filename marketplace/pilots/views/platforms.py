"""Pages of pilot platforms."""

from __future__ import annotations

from flask import Response, flash, request

from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.pilots import queries, service
from marketplace.pilots.schemas import PlatformSchema
from marketplace.pilots.views import bp


@bp.get("")
@access.public
def index() -> Response:
    """The directory of platforms."""
    field, kind = request.args.get("field") or None, request.args.get("service") or None
    found = queries.platforms(actor(), field=field, service=kind, number=request.args.get("page", 1, int))
    return page("pilots/index.html", page=found, field=field, service=kind)


@bp.get("/platforms/new")
@access.signed_in
def new_platform() -> Response:
    """An empty form for one's own platform."""
    service.organisation_for(actor())
    form = Form(PlatformSchema, initial={"places": 1, "accepting": True})
    return page("pilots/platform.html", form=form, platform=None)


@bp.post("/platforms/new")
@access.signed_in
def create_platform() -> Response:
    """Enter one's own platform."""
    form = Form(PlatformSchema, request.form)
    if form.is_valid():
        with form.catching():
            service.create_platform(actor(), organisation_id=service.organisation_for(actor()), **form.data)
            flash(_("The platform is listed."), "success")
            return redirect_to("pilots.index")
    return page("pilots/platform.html", form=form, platform=None, status=form.status)


@bp.get("/platforms/<public_id>/edit")
@access.signed_in
def edit_platform(public_id: str) -> Response:
    """The description of a platform, for those who keep it."""
    platform = service.get_platform(actor(), public_id)
    return page("pilots/platform.html", form=Form(PlatformSchema, initial=platform), platform=platform)


@bp.post("/platforms/<public_id>/edit")
@access.signed_in
def save_platform(public_id: str) -> Response:
    """Save the description of a platform."""
    form = Form(PlatformSchema, request.form)
    if form.is_valid():
        with form.catching():
            version = request.form.get("version", 0, int)
            service.edit_platform(actor(), public_id=public_id, version=version, **form.data)
            flash(_("Saved."), "success")
            return redirect_to("pilots.index")
    platform = service.get_platform(actor(), public_id)
    return page("pilots/platform.html", form=form, platform=platform, status=form.status)
