"""The daily work on a deal: next action, tasks, documents, notes."""

from __future__ import annotations

from flask import Response, flash, request

from marketplace.core import files, http
from marketplace.core.forms import Form
from marketplace.core.http import actor, redirect_to
from marketplace.core.i18n import _
from marketplace.core.policy import access
from marketplace.deals import service
from marketplace.deals.schemas import DocumentSchema, NextActionSchema, NoteSchema, TaskSchema
from marketplace.deals.views import bp
from marketplace.deals.views.register import kept, show_deal


@bp.post("/<public_id>/next-action")
@access.signed_in
def set_next_action(public_id: str) -> Response:
    """Plan the next action, or finish the present one and plan the following."""
    form = Form(NextActionSchema(), request.form)
    if form.is_valid():
        with form.catching():
            service.set_next_action(actor(), public_id=public_id, keep=kept(), **form.data)
            flash(_("The next action is planned."), "success")
            return redirect_to("deals.show", public_id=public_id)
    return show_deal(public_id, None, form.status, plan=form)


@bp.post("/<public_id>/tasks")
@access.signed_in
@http.idempotent
def add_task(public_id: str) -> Response:
    """Add a task."""
    form = Form(TaskSchema(), request.form)
    if form.is_valid():
        with form.catching():
            service.add_task(actor(), public_id=public_id, **form.data)
            flash(_("The task was added."), "success")
            return redirect_to("deals.show", public_id=public_id, tab="tasks")
    return show_deal(public_id, "tasks", form.status, task=form)


@bp.post("/<public_id>/tasks/<task_id>/complete")
@access.signed_in
def complete_task(public_id: str, task_id: str) -> Response:
    """Mark a task as done."""
    service.complete_task(actor(), public_id=public_id, task_public_id=task_id)
    flash(_("The task is done."), "success")
    return redirect_to("deals.show", public_id=public_id, tab="tasks")


@bp.post("/<public_id>/documents")
@access.signed_in
@http.idempotent
def add_document(public_id: str) -> Response:
    """Add a document or the next version of one."""
    form = Form(DocumentSchema(), request.form, files=request.files)
    if form.is_valid():
        with form.catching():
            service.upload(actor(), public_id=public_id, **form.data)
            flash(_("The document was added."), "success")
            return redirect_to("deals.show", public_id=public_id, tab="documents")
    return show_deal(public_id, "documents", form.status, document=form)


@bp.get("/<public_id>/documents/<document_id>")
@access.signed_in
def document(public_id: str, document_id: str) -> Response:
    """Download a document; the download is recorded."""
    return files.send(service.download(actor(), public_id=public_id, document_public_id=document_id))


@bp.post("/<public_id>/notes")
@access.signed_in
@http.idempotent
def add_note(public_id: str) -> Response:
    """Write a note."""
    form = Form(NoteSchema(), request.form)
    if form.is_valid():
        with form.catching():
            service.add_note(actor(), public_id=public_id, **form.data)
            flash(_("The note was saved."), "success")
            return redirect_to("deals.show", public_id=public_id, tab="notes")
    return show_deal(public_id, "notes", form.status, note=form)
