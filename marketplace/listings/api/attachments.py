"""The files of a listing for programs: add, change, remove, and fetch them."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import Schema

from marketplace.core import files
from marketplace.core.fields import Bilingual, Code
from marketplace.core.forms import Form
from marketplace.core.http import IF_MATCH, actor, version_read
from marketplace.core.policy import access
from marketplace.listings import queries, service
from marketplace.listings.api import blp
from marketplace.listings.api.listings import DraftSchema, draft_answer
from marketplace.listings.schemas import FILE_KINDS, UploadSchema
from marketplace.listings.schemas.fields import Listed

UPLOAD = {  # what a form with a file holds, for the description
    "type": "object", "required": ["file", "kind", "tier"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "kind": {"type": "string", "enum": [code for code, _label in FILE_KINDS]},
        "tier": {"type": "string", "description": "a code of the list at /api/v1/taxonomy/codes/attachment_tier"},
        "caption_zh": {"type": "string"},
        "caption_en": {"type": "string"},
    },
}  # fmt: skip


class AttachmentChangeSchema(Schema):
    """What to change of an attachment; what is left out stays."""

    kind = Code(lambda: FILE_KINDS, metadata={"enum": [code for code, _label in FILE_KINDS]})
    tier = Listed("attachment_tier")
    caption = Bilingual(max_length=200)


@blp.post("/<public_id>/attachments")
@access.signed_in
@blp.doc(parameters=[IF_MATCH], requestBody={"required": True, "content": {"multipart/form-data": {"schema": UPLOAD}}})
@blp.response(201, DraftSchema)
def attach_file(public_id: str) -> Any:
    """Add a file with its tier and a caption in one of the languages, as a form; `If-Match` as for an edit."""
    version, values = version_read(), Form(UploadSchema, request.form, files=request.files).checked()
    service.attach(actor(), public_id, version=version, **values)
    return draft_answer(public_id, 201)


@blp.patch("/<public_id>/attachments/<file_id>")
@access.signed_in
@blp.doc(parameters=[IF_MATCH])
@blp.arguments(AttachmentChangeSchema)
@blp.response(200, DraftSchema)
def change_attachment(values: dict[str, Any], public_id: str, file_id: str) -> Any:
    """Change who may read a file, what it is, or its caption; of a published listing that is a change to review."""
    service.change_attachment(actor(), public_id, file_id, version=version_read(), **values)
    return draft_answer(public_id)


@blp.delete("/<public_id>/attachments/<file_id>")
@access.signed_in
@blp.doc(parameters=[IF_MATCH])
@blp.response(200, DraftSchema)
def remove_attachment(public_id: str, file_id: str) -> Any:
    """Take a file out; of a published listing that is a change to review."""
    service.detach(actor(), public_id, file_id, version=version_read())
    return draft_answer(public_id)


@blp.get("/<public_id>/files/<file_id>")
@access.public
@blp.doc(responses={200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}})
@blp.response(200, description="The file, as its own kind of content.")
def get_file(public_id: str, file_id: str) -> Response:
    """An attachment, to those whom its tier allows; to others it answers 404."""
    return files.send(queries.file_for(actor(), public_id, file_id))
