"""Pages of pilot projects: begin, describe, fund, prove, decide, step."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request

from marketplace.core import files, http
from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_back, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.pilots import queries, service
from marketplace.pilots.schemas import (
    DecisionSchema,
    DocumentSchema,
    ExtensionSchema,
    MeasurementSchema,
    ProjectSchema,
    SharesSchema,
    StepSchema,
)
from marketplace.pilots.views import bp


def _show(public_id: str, status: int = 200, **forms: Form) -> Response:
    """The page of a project with its small forms; the one that was sent replaces its empty twin."""
    found = queries.page_for(actor(), public_id)
    gate = {"gate": found.summary.gate}
    fresh: dict[str, Any] = {
        "step": Form(StepSchema), "document": Form(DocumentSchema), "extension": Form(ExtensionSchema),
        "measurement": Form(MeasurementSchema, initial={**gate, "direction": "at_least"}),
        "decision": Form(DecisionSchema, initial=gate),
        "shares": Form(SharesSchema, initial={"shares": found.shares}),
    }  # fmt: skip
    return page("pilots/show.html", pilot=found, status=status, entry=fresh | forms)


@bp.get("/new")
@access.roles("broker", "reviewer", "centre_lead")
def new() -> Response:
    """Begin a pilot for a deal."""
    deal = service.deal_for(actor(), request.args.get("deal", ""))
    form = Form(ProjectSchema, initial={"title": deal.title, "kind": "pilot_maturation"})
    return page("pilots/edit.html", form=form, deal=deal, pilot=None, platforms=queries.platform_choices())


@bp.post("/new")
@access.roles("broker", "reviewer", "centre_lead")
@http.idempotent
def create() -> Response:
    """Save the new pilot."""
    deal = service.deal_for(actor(), request.args.get("deal", ""))
    form = Form(ProjectSchema, request.form)
    if form.is_valid():
        with form.catching():
            project = service.apply(actor(), deal_public_id=deal.public_id, **form.data)
            flash(_("The pilot has begun; the deal is in its pilot stage."), "success")
            return redirect_to("pilots.show", public_id=project.public_id)
    platforms = queries.platform_choices()
    return page("pilots/edit.html", form=form, deal=deal, pilot=None, platforms=platforms, status=form.status)


@bp.get("/of/<deal>")
@access.signed_in
def of_deal(deal: str) -> Response:
    """The pilots of a deal."""
    found = service.deal_for(actor(), deal)
    return page("pilots/of_deal.html", deal=found, pilots=queries.of_deal(found.id))


@bp.get("/<public_id>")
@access.signed_in
def show(public_id: str) -> Response:
    """One pilot project."""
    return _show(public_id)


@bp.get("/<public_id>/edit")
@access.signed_in
def edit(public_id: str) -> Response:
    """The description of a project."""
    found = queries.editor_for(actor(), public_id)
    form = Form(ProjectSchema, initial=found.content)
    return page("pilots/edit.html", form=form, deal=found.deal, pilot=found, platforms=found.platforms)


@bp.post("/<public_id>/edit")
@access.signed_in
def save(public_id: str) -> Response:
    """Save the description."""
    form = Form(ProjectSchema, request.form)
    if form.is_valid():
        with form.catching():
            service.edit(actor(), public_id=public_id, version=request.form.get("version", 0, int), **form.data)
            flash(_("Saved."), "success")
            return redirect_to("pilots.show", public_id=public_id)
    found = queries.editor_for(actor(), public_id)
    return page("pilots/edit.html", form=form, deal=found.deal, pilot=found, platforms=found.platforms,
                status=form.status)  # fmt: skip


@bp.post("/<public_id>/shares")
@access.signed_in
def shares(public_id: str) -> Response:
    """Save who pays which part."""
    form = Form(SharesSchema, request.form)
    if form.is_valid():
        with form.catching():
            service.set_shares(actor(), public_id=public_id, shares=form.data["shares"])
            flash(_("The cost shares are saved."), "success")
            return redirect_to("pilots.show", public_id=public_id, _anchor="shares")
    return _show(public_id, form.status, shares=form)


@bp.post("/<public_id>/documents")
@access.signed_in
def add_document(public_id: str) -> Response:
    """Upload a document for a gate."""
    form = Form(DocumentSchema, request.form, files=request.files)
    if form.is_valid():
        with form.catching():
            code, upload = form.data["code"], form.data["file"]
            row = service.add_document(actor(), public_id=public_id, code=code, upload=upload)
            flash(_("The document is stored."), "success")
            return redirect_to("pilots.show", public_id=public_id, _anchor=row.gate)
    return _show(public_id, form.status, document=form)


@bp.get("/<public_id>/documents/<int:number>")
@access.signed_in
def download(public_id: str, number: int) -> Response:
    """Download a document of the project."""
    return files.send(service.document(actor(), public_id=public_id, number=number))


@bp.post("/<public_id>/measurements")
@access.signed_in
def add_measurement(public_id: str) -> Response:
    """Record a measured value."""
    form = Form(MeasurementSchema, request.form)
    if form.is_valid():
        with form.catching():
            row = service.add_measurement(actor(), public_id=public_id, **form.data)
            flash(_("The measurement is recorded."), "success")
            return redirect_to("pilots.show", public_id=public_id, _anchor=row.gate)
    return _show(public_id, form.status, measurement=form)


@bp.post("/<public_id>/decisions")
@access.roles("reviewer", "centre_lead")
def decide(public_id: str) -> Response:
    """Record a decision at a gate."""
    form = Form(DecisionSchema, request.form)
    if form.is_valid():
        with form.catching():
            row = service.decide(actor(), public_id=public_id, **form.data)
            flash(_("The decision is recorded."), "success")
            return redirect_to("pilots.show", public_id=public_id, _anchor=row.gate)
    return _show(public_id, form.status, decision=form)


@bp.post("/<public_id>/conditions")
@access.roles("reviewer", "centre_lead")
def meet_conditions(public_id: str) -> Response:
    """Mark the conditions of a gate as met."""
    gate = request.form.get("gate", "")
    service.meet_conditions(actor(), public_id=public_id, gate=gate)
    return redirect_to("pilots.show", public_id=public_id, _anchor=gate)


@bp.post("/<public_id>/extension")
@access.roles("centre_lead")
def extend(public_id: str) -> Response:
    """Approve a longer term."""
    form = Form(ExtensionSchema, request.form)
    if form.is_valid():
        service.approve_extension(actor(), public_id=public_id, reason=form.data["extension"])
        flash(_("The longer period is approved."), "success")
        return redirect_to("pilots.show", public_id=public_id)
    return _show(public_id, form.status, extension=form)


@bp.post("/<public_id>/advance")
@access.signed_in
def advance(public_id: str) -> Response:
    """Take a step."""
    form = Form(StepSchema, request.form)
    if form.is_valid():
        with form.catching():
            version = request.form.get("version", None, int)
            service.advance(actor(), public_id=public_id, version=version, **form.data)
            flash(_("Done."), "success")
            return redirect_back("pilots.show", public_id=public_id)
    return _show(public_id, form.status, step=form)
