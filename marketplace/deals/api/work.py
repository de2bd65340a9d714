"""The daily work on a deal for programs: next action, tasks, documents, notes."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from marketplace.core import files
from marketplace.core.forms import Form
from marketplace.core.http import IF_MATCH, actor, version_number_read
from marketplace.core.policy import access
from marketplace.deals import queries, service
from marketplace.deals.api import blp
from marketplace.deals.api.deals import deal_answer
from marketplace.deals.schemas import (
    DealOut,
    DocumentOut,
    DocumentSchema,
    NextActionIn,
    NoteOut,
    NoteSchema,
    TaskOut,
    TaskSchema,
)
from marketplace.deals.workflow import wording

DOCUMENT = {
    "type": "object", "required": ["file", "purpose"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "purpose": {"type": "string", "enum": list(wording.PURPOSES)},
        "replaces": {"type": "string", "description": "the id of the document of which this is the next version"},
        "visibility": {"type": "string", "enum": list(wording.VISIBILITIES), "default": "shared"},
        "signed_on": {"type": "string", "format": "date", "description": "of a signed agreement"},
    },
}  # fmt: skip


@blp.put("/<public_id>/next-action")
@access.signed_in
@blp.doc(parameters=[IF_MATCH])
@blp.arguments(NextActionIn)
@blp.response(200, DealOut)
def set_next_action(values: dict[str, Any], public_id: str) -> Any:
    """Plan the next action; `done` says that the present one is done. For the broker and the centre."""
    service.set_next_action(actor(), public_id=public_id, version=version_number_read(), **values)
    return deal_answer(public_id)


@blp.get("/<public_id>/tasks")
@access.signed_in
@blp.response(200, TaskOut(many=True))
def list_tasks(public_id: str) -> Any:
    """Open tasks by due day, then done ones, as far as the caller may see them."""
    return queries.work_on(actor(), public_id, "tasks")


@blp.post("/<public_id>/tasks")
@access.signed_in
@blp.arguments(TaskSchema)
@blp.response(201, TaskOut(many=True))
def add_task(values: dict[str, Any], public_id: str) -> Any:
    """Give somebody of the deal something to do."""
    service.add_task(actor(), public_id=public_id, **values)
    return queries.work_on(actor(), public_id, "tasks")


@blp.post("/<public_id>/tasks/<task_id>/complete")
@access.signed_in
@blp.response(200, TaskOut(many=True))
def complete_task(public_id: str, task_id: str) -> Any:
    """Mark a task as done; doing it twice changes nothing."""
    service.complete_task(actor(), public_id=public_id, task_public_id=task_id)
    return queries.work_on(actor(), public_id, "tasks")


@blp.get("/<public_id>/documents")
@access.signed_in
@blp.response(200, DocumentOut(many=True))
def list_documents(public_id: str) -> Any:
    """The documents that the caller may read, each with the versions that it replaced."""
    return queries.work_on(actor(), public_id, "documents")


@blp.post("/<public_id>/documents")
@access.signed_in
@blp.doc(requestBody={"required": True, "content": {"multipart/form-data": {"schema": DOCUMENT}}})
@blp.response(201, DocumentOut(many=True))
def add_document(public_id: str) -> Any:
    """Add a document, or the next version of one, as a form."""
    values = Form(DocumentSchema, request.form, files=request.files).checked()
    service.upload(actor(), public_id=public_id, **values)
    return queries.work_on(actor(), public_id, "documents")


@blp.get("/<public_id>/documents/<document_id>")
@access.signed_in
@blp.doc(responses={200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}})
@blp.response(200, description="The file, as its own kind of content.")
def get_document(public_id: str, document_id: str) -> Response:
    """A version of a document; the download is recorded."""
    return files.send(service.download(actor(), public_id=public_id, document_public_id=document_id))


@blp.get("/<public_id>/notes")
@access.signed_in
@blp.response(200, NoteOut(many=True))
def list_notes(public_id: str) -> Any:
    """Notes that the caller may read, newest first."""
    return queries.work_on(actor(), public_id, "notes")


@blp.post("/<public_id>/notes")
@access.signed_in
@blp.arguments(NoteSchema)
@blp.response(201, NoteOut(many=True))
def add_note(values: dict[str, Any], public_id: str) -> Any:
    """Write a note; a shared one goes to the parties by mail."""
    service.add_note(actor(), public_id=public_id, **values)
    return queries.work_on(actor(), public_id, "notes")
