"""The centre's review of one listing or change: checks, differences, thread, decision."""

from __future__ import annotations

from flask import Response, abort, flash, request

from marketplace.core.forms import Form
from marketplace.core.http import actor, page, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.listings import queries, schemas, service
from marketplace.listings.schemas import NoEntrySchema
from marketplace.listings.views import bp


@bp.get("/<public_id>/review")
@access.roles("reviewer", "centre_lead")
def review(public_id: str) -> Response:
    """Everything a reviewer needs on one page; `decision` opens the form of a decision that asks for words."""
    decision = request.args.get("decision", "")
    schema, _verb = service.DECISIONS.get(decision, (NoEntrySchema, None))
    return _review(public_id, decision, Form(schema))


@bp.post("/<public_id>/review")
@access.roles("reviewer", "centre_lead")
def decide(public_id: str) -> Response:
    """Take a step of the review; the button says which."""
    decision = request.form.get("decision", "")
    schema, verb = service.DECISIONS.get(decision) or abort(404)
    form = Form(schema, request.form)
    if form.is_valid():
        with form.catching():
            verb(actor(), public_id, **form.data)
            flash(_("Done."), "success")
            return redirect_to("listings.review", public_id=public_id)
    return _review(public_id, decision, form)


@bp.post("/<public_id>/comments")
@access.signed_in
def comment(public_id: str) -> Response:
    """Add a remark to the thread of the review."""
    form = Form(schemas.CommentSchema, request.form)
    if form.is_valid():
        with form.catching():
            service.comment(actor(), public_id, **form.data)
            flash(_("The comment is saved."), "success")
            endpoint = "review" if actor().has("reviewer", "centre_lead") else "manage"
            return redirect_to(f"listings.{endpoint}", public_id=public_id)
    listing = service.get(actor(), public_id, "comment")
    return page("listings/comment.html", desk=queries.desk(actor(), listing), form=form, status=form.status)


def _review(public_id: str, decision: str, form: Form) -> Response:
    listing = service.get(actor(), public_id, "review")
    return page(
        "listings/review.html", desk=queries.desk(actor(), listing), sheet=queries.sheet_under_review(listing),
        files=queries.working_attachments(actor(), listing),
        changes=queries.changes_under_review(listing), remarks=queries.remarks(actor(), listing),
        timeline=queries.timeline(actor(), listing), labels=schemas.labels(), decision=decision, form=form,
        export_classes=dict(schemas.EXPORT_CLASSES),
        comment=Form(schemas.CommentSchema, initial={"visibility": "shared"}), status=form.status,
    )  # fmt: skip
