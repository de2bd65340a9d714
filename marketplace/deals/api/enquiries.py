"""Enquiries for programs: ask, read the thread, write in it, and take its steps."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from marketplace.core import files
from marketplace.core.forms import Form
from marketplace.core.http import actor, created
from marketplace.core.policy import access
from marketplace.deals import queries, service
from marketplace.deals.api import blp
from marketplace.deals.schemas import (
    EnquiryListOut,
    EnquiryOut,
    EnquiryQuery,
    EnquiryStepSchema,
    MessageIn,
    MessageSchema,
    NewEnquiryIn,
)

FILES = {
    "type": "object", "required": ["body", "uploads"],
    "properties": {
        "body": {"type": "string", "maxLength": 5000},
        "uploads": {"type": "array", "maxItems": 5, "items": {"type": "string", "format": "binary"}},
    },
}  # fmt: skip


@blp.get("/enquiries")
@access.signed_in
@blp.arguments(EnquiryQuery, location="query")
@blp.response(200, EnquiryListOut)
def list_enquiries(asked: dict[str, Any]) -> Any:
    """Enquiries of both sides: received, sent, or given to a broker; those to be answered first, by deadline."""
    number, size = asked.pop("page"), asked.pop("size")
    return queries.enquiry_list(actor(), **asked, number=number, size=size)


@blp.post("/enquiries")
@access.signed_in
@blp.arguments(NewEnquiryIn)
@blp.response(201, EnquiryOut)
def send_enquiry(values: dict[str, Any]) -> Any:
    """Ask about a listing, or offer to a need; 409 while an enquiry of the same organisation about it is open."""
    public_id = service.create_enquiry(actor(), **values).public_id
    return queries.enquiry_page(actor(), public_id), 201, created("api_deals.get_enquiry", public_id)


@blp.get("/enquiries/<public_id>")
@access.signed_in
@blp.response(200, EnquiryOut)
def get_enquiry(public_id: str) -> Any:
    """Read one thread; of others it answers 404."""
    return queries.enquiry_page(actor(), public_id)


@blp.post("/enquiries/<public_id>/messages")
@access.signed_in
@blp.arguments(MessageIn)
@blp.response(201, EnquiryOut)
def write_message(values: dict[str, Any], public_id: str) -> Any:
    """Write in the thread; the first message of the side that was asked is its answer."""
    service.write_message(actor(), public_id=public_id, **values)
    return queries.enquiry_page(actor(), public_id)


@blp.post("/enquiries/<public_id>/files")
@access.signed_in
@blp.doc(requestBody={"required": True, "content": {"multipart/form-data": {"schema": FILES}}})
@blp.response(201, EnquiryOut)
def send_files(public_id: str) -> Any:
    """Write a message with files, as a form."""
    body = Form(MessageSchema, request.form).checked()["body"]
    uploads = request.files.getlist("uploads")
    service.write_message(actor(), public_id=public_id, body=body, uploads=uploads)
    return queries.enquiry_page(actor(), public_id)


@blp.get("/enquiries/<public_id>/files/<file_id>")
@access.signed_in
@blp.doc(responses={200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}})
@blp.response(200, description="The file, as its own kind of content.")
def get_enquiry_file(public_id: str, file_id: str) -> Response:
    """A file of a message; the reading is recorded."""
    return files.send(service.enquiry_file(actor(), public_id=public_id, file_public_id=file_id))


@blp.post("/enquiries/<public_id>/advance")
@access.signed_in
@blp.arguments(EnquiryStepSchema)
@blp.response(200, EnquiryOut)
def advance_enquiry(values: dict[str, Any], public_id: str) -> Any:
    """Take a step: `actions` of an enquiry names those that the caller may try; `deal` is the one that was opened."""
    service.advance_enquiry(actor(), public_id=public_id, **values)
    return queries.enquiry_page(actor(), public_id)
