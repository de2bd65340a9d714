"""The guided editor: six steps, each a form of its own, autosave, attachments, preview and submission."""

from __future__ import annotations

from flask import Response, flash, jsonify, request

from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.listings import queries, service
from marketplace.listings.schemas import STEPS, NoEntrySchema, UploadSchema, step_schema
from marketplace.listings.views import bp

STEP = f"<any({', '.join(STEPS)}):step>"
ORDER = tuple(STEPS)


@bp.get(f"/<public_id>/edit/{STEP}")
@access.signed_in
def edit(public_id: str, step: str) -> Response:
    """One step with what is stored."""
    return _editor(public_id, step)


@bp.post(f"/<public_id>/edit/{STEP}")
@access.signed_in
def save(public_id: str, step: str) -> Response:
    """Save a step and stay, go on, or look at the preview."""
    listing = service.get(actor(), public_id, "edit")
    form = Form(step_schema(step, queries.desk(actor(), listing).content), request.form)
    if form.is_valid():
        with form.catching():
            service.save(actor(), public_id, version=request.form.get("version", ""), **form.data)
            flash(_("Saved."), "success")
            return _onward(public_id, step)
    return _editor(public_id, step, form)


@bp.post(f"/<public_id>/autosave/{STEP}")
@access.signed_in
def autosave(public_id: str, step: str) -> Response:
    """Save a step while one types; answers the version to send next, completeness and gaps."""
    values = Form(step_schema(step, {}), request.form).checked()
    saved = service.save(actor(), public_id, version=request.form.get("version", ""), **values)
    gaps = [
        {"field": gap.field, "level": gap.level, "rule": str(gap.rule), "remedy": str(gap.remedy)} for gap in saved.gaps
    ]
    return jsonify(
        version=saved.version, saved_at=saved.saved_at.isoformat(), completeness=saved.completeness, gaps=gaps
    )


@bp.get(f"/<public_id>/progress/{STEP}")
@access.signed_in
def progress(public_id: str, step: str) -> Response:
    """Completeness, gaps and the card as buyers will see it; asked again after each autosave."""
    desk = queries.desk(actor(), service.get(actor(), public_id, "edit"))
    return page("listings/progress.html", desk=desk, step=step)


@bp.post("/<public_id>/attachments")
@access.signed_in
def attach(public_id: str) -> Response:
    """Add a file with its tier."""
    form = Form(UploadSchema, request.form, files=request.files)
    if form.is_valid():
        with form.catching():
            service.attach(actor(), public_id, version=request.form.get("version", ""), **form.data)
            flash(_("The file is attached."), "success")
            return redirect_to("listings.edit", public_id=public_id, step="rights")
    return _editor(public_id, "rights", upload=form)


@bp.get("/<public_id>/preview")
@access.signed_in
def preview(public_id: str) -> Response:
    """The page as it would be published, what is missing, and the way to submit it."""
    return _preview(public_id, Form(NoEntrySchema))


@bp.post("/<public_id>/submit")
@access.signed_in
def submit(public_id: str) -> Response:
    """Hand it to the centre; refused while evidence is missing."""
    form = Form(NoEntrySchema, request.form)
    if form.is_valid():
        with form.catching():
            service.submit(actor(), public_id)
            flash(_("Submitted. The centre will review it."), "success")
            return redirect_to("listings.manage", public_id=public_id)
    return _preview(public_id, form)


def _onward(public_id: str, step: str) -> Response:
    """Where the pressed button leads."""
    place = ORDER.index(step) + 1
    if "preview" in request.form or ("next" in request.form and place == len(ORDER)):
        return redirect_to("listings.preview", public_id=public_id)
    return redirect_to("listings.edit", public_id=public_id, step=ORDER[place] if "next" in request.form else step)


def _editor(public_id: str, step: str, form: Form | None = None, upload: Form | None = None) -> Response:
    listing = service.get(actor(), public_id, "edit")
    desk = queries.desk(actor(), listing)
    form = form or Form(step_schema(step, desk.content), initial=desk.content)
    upload = upload or Form(UploadSchema)
    # After a refusal the version that was sent stays, or a conflict would pass unseen; after a conflict the
    # reader has both versions before him and saves on top of the newer one.
    version = request.form.get("version", "") if form.status == 422 else desk.stamp
    files = {file.public_id: file for file in queries.working_attachments(actor(), listing)}
    return page(
        "listings/edit.html", desk=desk, step=step, order=ORDER, form=form, upload=upload, version=version,
        files=files, status=max(form.status, upload.status),
    )  # fmt: skip


def _preview(public_id: str, form: Form) -> Response:
    listing = service.get(actor(), public_id, "see_inside")
    return page(
        "listings/preview.html", desk=queries.desk(actor(), listing), sheet=queries.preview(actor(), public_id),
        order=ORDER, form=form, status=form.status,
    )  # fmt: skip
