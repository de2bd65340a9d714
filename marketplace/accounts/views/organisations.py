"""Create an organisation and keep its entries."""

from __future__ import annotations

from flask import Response, flash, request

from marketplace.accounts import queries
from marketplace.accounts.schemas.organisations import OrganisationEditSchema, OrganisationSchema
from marketplace.accounts.service import organisations
from marketplace.accounts.views import bp
from marketplace.core.errors import NotFound
from marketplace.core.forms import Form
from marketplace.core.http import actor, idempotent, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access


def chosen_organisation(*roles: str) -> str:
    """The organisation of `?organisation=`, else the reader's first one (with one of the roles, if any has it)."""
    if given := request.args.get("organisation"):
        return given
    places = actor().memberships
    fitting = [place for place in places if place.role in roles] or list(places)
    if not fitting:
        raise NotFound()
    return fitting[0].organisation_public_id


@bp.get("/organisations/new")
@access.signed_in
def organisation_new() -> Response:
    """The empty form, with the kind chosen at registration."""
    kind = request.args.get("kind") or queries.profile(actor()).wants
    return page("accounts/organisation_new.html", form=Form(OrganisationSchema, initial={"kind": kind}))


@bp.post("/organisations/new")
@access.signed_in
@idempotent
def organisation_create() -> Response:
    """Create it with the reader as owner."""
    form = Form(OrganisationSchema, request.form)
    if form.is_valid():
        with form.catching():
            public_id = organisations.create(actor(), data=form.data)
            flash(_("The organisation is registered. Apply for verification next."), "success")
            return redirect_to("accounts.verification", organisation=public_id)
    return page("accounts/organisation_new.html", form=form, status=form.status)


@bp.get("/organisations/<public_id>/edit")
@access.signed_in
def organisation_edit(public_id: str) -> Response:
    """The entries as they are."""
    row = organisations.get(actor(), public_id, "edit")
    return _edit(public_id, Form(OrganisationEditSchema, initial=row))


@bp.post("/organisations/<public_id>/edit")
@access.signed_in
def organisation_save(public_id: str) -> Response:
    """Save them; when somebody else saved meanwhile, both versions are shown."""
    form = Form(OrganisationEditSchema, request.form)
    if form.is_valid():
        entries = {name: value for name, value in form.data.items() if name != "version"}
        with form.catching():
            organisations.edit(actor(), public_id, version=form.data["version"], data=entries)
            flash(_("Saved."), "success")
            return redirect_to("accounts.organisation", public_id=public_id)
    return _edit(public_id, form)


def _edit(public_id: str, form: Form) -> Response:
    """The form; after a conflict it carries the version that is stored now, so that saving again is possible."""
    present = queries.organisation_page(actor(), public_id)
    version = present.version if form.status == 409 else form["version"].value
    return page("accounts/organisation_edit.html", form=form, found=present, version=version, status=form.status)
