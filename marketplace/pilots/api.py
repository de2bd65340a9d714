"""JSON reading of pilot platforms."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from marketplace.core.fields import Bilingual, Code, Paged, PageNumberSchema
from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.pilots import queries
from marketplace.taxonomy import queries as taxonomy

blp = Blueprint("api_pilots", __name__, url_prefix="/pilot-platforms", description="Pilot platforms")


class PlatformQuerySchema(PageNumberSchema):
    """Which platforms to list."""

    field = Code(partial(taxonomy.choices, "field"), load_default=None)
    service = Code(partial(taxonomy.choices, "pilot_platform_service"), load_default=None)


class PlatformViewSchema(Schema):
    """A platform."""

    public_id = fields.String()
    name = Bilingual()
    organisation = Bilingual()
    capability = Bilingual()
    services = fields.List(fields.String())
    field_codes = fields.List(fields.String())
    places = fields.Integer()
    free = fields.Integer()
    accepting = fields.Boolean()
    completed = fields.Integer()


class PlatformListSchema(Paged):
    """A page of platforms."""

    items = fields.List(fields.Nested(PlatformViewSchema))


@blp.get("")
@access.public
@blp.arguments(PlatformQuerySchema, location="query")
@blp.response(200, PlatformListSchema)
def list_platforms(values: dict[str, Any]) -> Any:
    """List pilot platforms with their free places."""
    return queries.platforms(actor(), field=values["field"], service=values["service"], number=values["page"])
