"""JSON search."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import Schema, fields

from marketplace.core.fields import Bilingual
from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.discovery import service
from marketplace.discovery.api import blp


class SearchHitSchema(Schema):
    """One hit."""

    kind = fields.String()
    public_id = fields.String()
    title = Bilingual()
    snippet = fields.String()
    published_at = fields.DateTime(allow_none=True)


class BucketSchema(Schema):
    """A value of a facet with its count; the count leaves out the facet's own filter."""

    value = fields.String()
    count = fields.Integer()
    chosen = fields.Boolean()


class SearchAnswerSchema(Schema):
    """A page of results. `basic` is true when the engine was away and titles were searched instead."""

    items = fields.List(fields.Nested(SearchHitSchema))
    total = fields.Integer()
    total_is_exact = fields.Boolean()
    page = fields.Integer()
    size = fields.Integer()
    step = fields.String(allow_none=True)
    basic = fields.Boolean()
    facets = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(BucketSchema)))


@blp.get("")
@access.public
@blp.response(200, SearchAnswerSchema)
def search() -> dict[str, Any]:
    """Search with the parameters of the search page: q, kind, filters by name, sort, page, size.

    An unknown parameter or a bad value is refused (422), naming it.
    """
    found = service.find(actor(), request.args.items(multi=True), strict=True)
    results = found.results
    return {
        "items": found.rows,
        "total": found.total,
        "total_is_exact": found.total_is_exact,
        "page": found.query.page,
        "size": found.query.size,
        "step": results.step if results else None,
        "basic": found.basic,
        "facets": results.facets if results else {},
    }
