"""JSON reading of incubators."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from marketplace.core.fields import Bilingual, Code, Paged, PageNumberSchema
from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.incubation import queries
from marketplace.taxonomy import queries as taxonomy

blp = Blueprint("api_incubators", __name__, url_prefix="/incubators", description="Incubators")


class IncubatorQuerySchema(PageNumberSchema):
    """Which incubators to list."""

    field = Code(partial(taxonomy.choices, "field"), load_default=None)


class IncubatorViewSchema(Schema):
    """An incubator."""

    public_id = fields.String()
    name = Bilingual()
    organisation = Bilingual()
    services = Bilingual()
    field_codes = fields.List(fields.String())
    area_m2 = fields.Integer(allow_none=True)
    places = fields.Integer()
    free = fields.Integer()
    accepting = fields.Boolean()
    graduated = fields.Integer()


class IncubatorListSchema(Paged):
    """A page of incubators."""

    items = fields.List(fields.Nested(IncubatorViewSchema))


@blp.get("")
@access.public
@blp.arguments(IncubatorQuerySchema, location="query")
@blp.response(200, IncubatorListSchema)
def list_incubators(values: dict[str, Any]) -> Any:
    """List incubators with their free places."""
    return queries.incubators(actor(), field=values["field"], number=values["page"])
