"""Listings for programs: lists, one listing, its draft, and the steps of its owner."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import request
from marshmallow import Schema, fields, validate

from marketplace.core.fields import Bilingual, Code, Paged, PageQuerySchema
from marketplace.core.http import IF_MATCH, actor, created, version_read
from marketplace.core.policy import access
from marketplace.listings import queries, service
from marketplace.listings.api import blp
from marketplace.listings.schemas import KINDS, EntriesSchema, NewSchema
from marketplace.listings.workflow import LISTING
from marketplace.taxonomy import queries as taxonomy

STATE = {"enum": list(LISTING.states)}
AVAILABILITY = {"description": "a code of the list at /api/v1/taxonomy/codes/availability"}


class ListingQuerySchema(PageQuerySchema):
    """Which listings to list: those on offer, or with `mine` those of the caller's organisations."""

    mine = fields.Boolean(load_default=False)
    field = Code(partial(taxonomy.choices, "field"), load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(LISTING.states))


class ListingCardSchema(Schema):
    """A listing in a list; prices in fen."""

    public_id = fields.String()
    kind = fields.String(metadata={"enum": [code for code, _label, _hint in KINDS]})
    state = fields.String(metadata=STATE)
    availability = fields.String(metadata=AVAILABILITY)
    title = Bilingual()
    summary = Bilingual()
    owner_public_id = fields.String()
    owner_name = Bilingual()
    field_codes = fields.List(fields.String())
    deal_modes = fields.List(fields.String())
    maturity_scale = fields.String(allow_none=True)
    maturity_level = fields.Integer(allow_none=True)
    price_min_fen = fields.Integer(allow_none=True)
    price_max_fen = fields.Integer(allow_none=True)
    published_at = fields.DateTime(allow_none=True)
    confirmed_at = fields.DateTime(allow_none=True)


class ListingListSchema(Paged):
    """A page of listings."""

    items = fields.List(fields.Nested(ListingCardSchema))


class AttachmentSchema(Schema):
    """A file of a listing; `/files/{public_id}` below the listing sends it to the readers of its tier."""

    public_id = fields.String()
    name = fields.String()
    size = fields.Integer(metadata={"description": "bytes"})
    kind = fields.String()
    tier = fields.String(metadata={"description": "a code of the list at /api/v1/taxonomy/codes/attachment_tier"})
    caption = Bilingual()
    readable = fields.Boolean(metadata={"description": "whether the caller gets it"})


class ListingViewSchema(Schema):
    """A listing in full, as the caller may read it."""

    public_id = fields.String()
    kind = fields.String(metadata={"enum": [code for code, _label, _hint in KINDS]})
    state = fields.String(metadata=STATE)
    availability = fields.String(metadata=AVAILABILITY)
    owner_public_id = fields.String(attribute="owner.public_id")
    owner_name = Bilingual(attribute="owner.name")
    version_number = fields.Integer()
    published_at = fields.DateTime(allow_none=True)
    confirmed_at = fields.DateTime(allow_none=True)
    expires_on = fields.Date(allow_none=True)
    content = fields.Nested(EntriesSchema, attribute="sheet.content")
    attachments = fields.List(fields.Nested(AttachmentSchema))
    actions = fields.Method("owner_actions", metadata={
        "type": "array", "items": {"type": "string"}, "description": "steps that the caller may try now"})  # fmt: skip

    def owner_actions(self, shown: queries.ListingPage) -> list[str]:
        return [action for action in service.STEPS if action in shown.actions]


class OwnerStepSchema(Schema):
    """A step of the owner with what it takes: a reason to withdraw, the availability to set."""

    action = fields.String(required=True, validate=validate.OneOf(tuple(service.STEPS)))
    reason = fields.String()
    availability = fields.String(metadata=AVAILABILITY)


class GapSchema(Schema):
    """Something that is missing or doubtful."""

    field = fields.String()
    code = fields.String()
    level = fields.String()
    rule = fields.String()
    remedy = fields.String()


class NotesSchema(Schema):
    """What the centre said when it sent the content back; nothing before."""

    reason = fields.String()
    presets = fields.List(fields.String())
    remarks = fields.Dict(keys=fields.String(), values=fields.String(), metadata={"description": "by entry"})


class DraftSchema(Schema):
    """The working content of a listing: the draft, or the change proposed to a published listing."""

    public_id = fields.String()
    kind = fields.String(metadata={"enum": [code for code, _label, _hint in KINDS]})
    state = fields.String(metadata=STATE)
    record_state = fields.String(metadata=STATE)
    version = fields.String(attribute="stamp")
    completeness = fields.Integer()
    gaps = fields.List(fields.Nested(GapSchema))
    notes = fields.Nested(NotesSchema)
    content = fields.Nested(EntriesSchema)
    attachments = fields.List(fields.Nested(AttachmentSchema))


@blp.get("")
@access.public
@blp.arguments(ListingQuerySchema, location="query")
@blp.response(200, ListingListSchema)
def list_listings(values: dict[str, Any]) -> Any:
    """List what is on offer, newest first, or the caller's own listings in every state."""
    return queries.browse(
        actor(), mine=values["mine"], field=values["field"], state=values["state"], number=values["page"],
        size=values["size"],
    )  # fmt: skip


@blp.get("/<public_id>")
@access.public
@blp.response(200, ListingViewSchema)
def get_listing(public_id: str) -> Any:
    """Read one listing; a withdrawn one answers 410."""
    return queries.page_for(actor(), public_id)


@blp.get("/<public_id>/draft")
@access.signed_in
@blp.response(200, DraftSchema)
def getdraft_answer(public_id: str) -> Any:
    """Read what is being written; the ETag is the version that an edit must name."""
    return draft_answer(public_id)


@blp.post("")
@access.signed_in
@blp.arguments(NewSchema)
@blp.response(201, DraftSchema)
def create_listing(values: dict[str, Any]) -> Any:
    """Begin a draft for one of the caller's organisations."""
    public_id = service.create(actor(), **values).public_id
    return draft_answer(public_id, 201, **created("api_listings.get_listing", public_id))


@blp.patch("/<public_id>")
@access.signed_in
@blp.doc(parameters=[IF_MATCH])
@blp.arguments(EntriesSchema)
@blp.response(200, DraftSchema)
def edit_listing(values: dict[str, Any], public_id: str) -> Any:
    """Change entries of the working content; `If-Match` must name the version read (409 otherwise)."""
    version = version_read()
    sent = request.get_json(silent=True) or {}
    service.save(actor(), public_id, version=version, **{name: values[name] for name in values if name in sent})
    return draft_answer(public_id)


@blp.post("/<public_id>/submit")
@access.signed_in
@blp.response(200, DraftSchema)
def submit_listing(public_id: str) -> Any:
    """Hand it to the centre; 422 names every gap by field."""
    service.submit(actor(), public_id)
    return draft_answer(public_id)


@blp.post("/<public_id>/advance")
@access.signed_in
@blp.arguments(OwnerStepSchema)
@blp.response(200, DraftSchema)
def advance_listing(values: dict[str, Any], public_id: str) -> Any:
    """Take one of the owner's steps; `actions` of a listing names those that the caller may try."""
    schema, verb = service.STEPS[values.pop("action")]
    verb(actor(), public_id, **schema().load(values))
    return draft_answer(public_id)


def draft_answer(public_id: str, status: int = 200, **headers: str) -> Any:
    """What is being written, with the version that the next edit must name."""
    listing = service.get(actor(), public_id, "see_inside")
    found = queries.desk(actor(), listing)
    told = vars(found) | {"attachments": queries.working_attachments(actor(), listing)}
    return told, status, {"ETag": f'"{found.stamp}"'} | headers
