"""JSON operations on needs."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from marketplace.core.fields import Bilingual, Code, Paged, PageQuerySchema
from marketplace.core.http import actor, version_number_read
from marketplace.core.policy import access
from marketplace.needs import queries, service
from marketplace.needs.schemas import DecisionSchema, NeedSchema
from marketplace.taxonomy import queries as taxonomy

blp = Blueprint("api_needs", __name__, url_prefix="/needs", description="Technology needs of enterprises")


class NeedQuerySchema(PageQuerySchema):
    """Which needs to list."""

    field = Code(partial(taxonomy.choices, "field"), load_default=None)
    city = Code(partial(taxonomy.choices, "region"), listed_at="/api/v1/taxonomy/codes/region", load_default=None)


class NeedCardSchema(Schema):
    """A need in a list."""

    public_id = fields.String()
    title = Bilingual()
    state = fields.String()
    owner = Bilingual(attribute="owner_shown")
    field_codes = fields.List(fields.String())
    budget_min_fen = fields.Integer(allow_none=True)
    budget_max_fen = fields.Integer(allow_none=True)
    city = fields.String(attribute="region_code", allow_none=True)
    deadline = fields.Date(allow_none=True)
    published_at = fields.DateTime(allow_none=True)


class NeedListSchema(Paged):
    """A page of needs."""

    items = fields.List(fields.Nested(NeedCardSchema))


class TargetViewSchema(Schema):
    """A figure to reach."""

    name = Bilingual()
    present = fields.Decimal(as_string=True, allow_none=True)
    target = fields.Decimal(as_string=True)
    unit = fields.String()


class NeedViewSchema(Schema):
    """A need in full."""

    summary = fields.Nested(NeedCardSchema)
    process = Bilingual()
    problem = Bilingual()
    limits = Bilingual()
    tried = Bilingual()
    quantity = Bilingual()
    keywords = fields.List(fields.String())
    technology_codes = fields.List(fields.String())
    cooperation_modes = fields.List(fields.String())
    maturity_scale = fields.String(allow_none=True)
    maturity_level = fields.Integer(allow_none=True)
    expires_on = fields.Date(allow_none=True)
    version = fields.Integer()
    completeness = fields.Integer()
    targets = fields.List(fields.Nested(TargetViewSchema))


@blp.get("")
@access.public
@blp.arguments(NeedQuerySchema, location="query")
@blp.response(200, NeedListSchema)
def list_needs(values: dict[str, Any]) -> Any:
    """List open needs, newest first."""
    return queries.browse(
        actor(), field=values["field"], region=values["city"], number=values["page"], size=values["size"]
    )


@blp.get("/<public_id>")
@access.public
@blp.response(200, NeedViewSchema)
def get_need(public_id: str) -> Any:
    """Read one need; the answer's ETag is the version that an edit must name."""
    found = queries.page_for(actor(), public_id)
    return found, 200, {"ETag": f'"{found.version}"'}


@blp.post("")
@access.roles("enterprise_user")
@blp.arguments(NeedSchema)
@blp.response(201, NeedViewSchema)
def create_need(values: dict[str, Any]) -> Any:
    """Begin a draft for the caller's enterprise."""
    need = service.create(actor(), owner_id=service.owner_for(actor()), **values)
    return queries.page_for(actor(), need.public_id)


@blp.put("/<public_id>")
@access.signed_in
@blp.arguments(NeedSchema)
@blp.response(200, NeedViewSchema)
def edit_need(values: dict[str, Any], public_id: str) -> Any:
    """Replace the content of a draft; `If-Match` must name the version read (409 otherwise)."""
    service.edit(actor(), public_id=public_id, version=version_number_read(), **values)
    return queries.page_for(actor(), public_id)


@blp.post("/<public_id>/advance")
@access.signed_in
@blp.arguments(DecisionSchema)
@blp.response(200, NeedViewSchema)
def advance_need(values: dict[str, Any], public_id: str) -> Any:
    """Take a step of the workflow: submit, recall, withdraw, renew, review, publish, return …"""
    service.advance(actor(), public_id=public_id, action=values["action"], reason=values["reason"])
    return queries.page_for(actor(), public_id)
