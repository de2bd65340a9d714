"""Comparing listings, for programs."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from marketplace.core.fields import Bilingual
from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.discovery.api import blp
from marketplace.discovery.queries import compare as queries


class CompareQuery(Schema):
    """Which listings to compare, by public id; a fifth is refused."""

    item = fields.List(fields.String(), required=True, validate=validate.Length(1, queries.MOST))


class ComparedItem(Schema):
    """One listing of the comparison."""

    public_id = fields.String()
    title = Bilingual()
    owner_name = Bilingual()
    demo = fields.Boolean(metadata={"description": "made up for the demonstration: no real offer"})


class ComparedCell(Schema):
    """What a listing states, empty when nothing; `note` tells how a converted value was stated."""

    text = fields.String()
    note = fields.String()


class ComparedRow(Schema):
    """One entry with a cell for each listing, in the order of `items`."""

    label = fields.String()
    differs = fields.Boolean()
    cells = fields.List(fields.Nested(ComparedCell))


class ComparisonOut(Schema):
    """Listings side by side; `gone` are those that are not on offer any more."""

    items = fields.List(fields.Nested(ComparedItem))
    rows = fields.List(fields.Nested(ComparedRow))
    gone = fields.List(fields.String())


@blp.get("/compare")
@access.public
@blp.arguments(CompareQuery, location="query")
@blp.response(200, ComparisonOut)
def compare(asked: dict[str, Any]) -> Any:
    """Compare up to four listings: the same units aligned, differences marked, gaps left empty."""
    return queries.compare(actor(), asked["item"])
