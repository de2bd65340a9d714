"""Pages of incubation cases: begin, waive the pilot, describe, record milestones, step."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request

from marketplace.core import files, http
from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_back, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.incubation import queries, service
from marketplace.incubation.schemas import BeginSchema, CaseSchema, MilestoneSchema, StepSchema, WaiverSchema
from marketplace.incubation.views import bp


def _show(public_id: str, status: int = 200, **forms: Form) -> Response:
    """The page of a case with its small forms; the one that was sent replaces its empty twin."""
    found = queries.page_for(actor(), public_id)
    fresh: dict[str, Any] = {"step": Form(StepSchema), "milestone": Form(MilestoneSchema)}
    return page("incubation/show.html", case=found, status=status, entry=fresh | forms)


def _begin(form: Form, *, waiver: bool) -> Response:
    """The page on which a case begins, after a pilot or by waiver."""
    deal = service.deal_for(actor(), request.args.get("deal", ""))
    if form.formdata is None:
        form.initial = {"title": deal.title}
    choices = queries.incubator_choices()
    return page("incubation/new.html", form=form, deal=deal, incubators=choices, waiver=waiver, status=form.status)


@bp.get("/new")
@access.roles("broker", "reviewer", "centre_lead")
def new() -> Response:
    """Begin incubation for a deal whose pilot was accepted."""
    return _begin(Form(BeginSchema), waiver=False)


@bp.post("/new")
@access.roles("broker", "reviewer", "centre_lead")
@http.idempotent
def create() -> Response:
    """Save the new case."""
    form = Form(BeginSchema, request.form)
    if form.is_valid():
        with form.catching():
            case = service.apply(actor(), deal_public_id=request.args.get("deal", ""), **form.data)
            flash(_("Incubation has begun; the deal is in its incubation stage."), "success")
            return redirect_to("incubation.show", public_id=case.public_id)
    return _begin(form, waiver=False)


@bp.get("/waive")
@access.roles("centre_lead")
def waiver() -> Response:
    """The form in which the centre lead waives the pilot of a deal."""
    return _begin(Form(WaiverSchema), waiver=True)


@bp.post("/waive")
@access.roles("centre_lead")
@http.idempotent
def waive() -> Response:
    """Begin a case without a pilot."""
    form = Form(WaiverSchema, request.form)
    if form.is_valid():
        with form.catching():
            case = service.waive(actor(), deal_public_id=request.args.get("deal", ""), **form.data)
            flash(_("The pilot is waived and incubation has begun."), "success")
            return redirect_to("incubation.show", public_id=case.public_id)
    return _begin(form, waiver=True)


@bp.get("/of/<deal>")
@access.signed_in
def of_deal(deal: str) -> Response:
    """The cases of a deal."""
    return page("incubation/of_deal.html", found=queries.of_deal_page(actor(), deal))


@bp.get("/<public_id>")
@access.signed_in
def show(public_id: str) -> Response:
    """One case."""
    return _show(public_id)


@bp.get("/<public_id>/edit")
@access.signed_in
def edit(public_id: str) -> Response:
    """Plan, incubator and company of a case."""
    found = queries.editor_for(actor(), public_id)
    return page("incubation/edit.html", form=Form(CaseSchema, initial=found.content), case=found)


@bp.post("/<public_id>/edit")
@access.signed_in
def save(public_id: str) -> Response:
    """Save plan, incubator and company."""
    form = Form(CaseSchema, request.form)
    if form.is_valid():
        with form.catching():
            service.edit(actor(), public_id=public_id, version=request.form.get("version", 0, int), **form.data)
            flash(_("Saved."), "success")
            return redirect_to("incubation.show", public_id=public_id)
    found = queries.editor_for(actor(), public_id)
    return page("incubation/edit.html", form=form, case=found, status=form.status)


@bp.post("/<public_id>/milestones")
@access.signed_in
def milestones(public_id: str) -> Response:
    """Record a milestone with its proof."""
    form = Form(MilestoneSchema, request.form, files=request.files)
    if form.is_valid():
        with form.catching():
            values = {**form.data, "upload": form.data["file"]}
            values.pop("file")
            service.record_milestone(actor(), public_id=public_id, **values)
            flash(_("The milestone is recorded."), "success")
            return redirect_to("incubation.show", public_id=public_id, _anchor="milestones")
    return _show(public_id, form.status, milestone=form)


@bp.get("/<public_id>/milestones/<code>")
@access.signed_in
def download(public_id: str, code: str) -> Response:
    """Download the proof of a milestone."""
    return files.send(service.milestone_file(actor(), public_id=public_id, code=code))


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
            return redirect_back("incubation.show", public_id=public_id)
    return _show(public_id, form.status, step=form)
