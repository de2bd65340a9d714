"""The queue of the centre for programs; a decision is sent to its noun."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from marketplace.core.fields import Bilingual
from marketplace.core.http import actor
from marketplace.core.policy import access
from marketplace.desk import queries
from marketplace.desk.schemas import KINDS, ReviewSchema

blp = Blueprint("api_desk", __name__, url_prefix="/review", description="What waits for a decision of the centre")


class QueueItemSchema(Schema):
    """Something to decide; the id is that of the listing, the need or the organisation."""

    kind = fields.String(metadata={"enum": list(KINDS)})
    detail = fields.String(metadata={"description": "result or patent, the state of a need, a kind of organisation"})
    public_id = fields.String()
    title = Bilingual()
    owner = Bilingual()
    waiting_since = fields.DateTime()
    claimed_by = Bilingual(allow_none=True)
    working_days = fields.Integer(metadata={"description": "how long it waits"})
    limit = fields.Integer(allow_none=True, metadata={"description": "working days that a decision may take"})
    late_days = fields.Integer()


class QueueSchema(Schema):
    """The queue, the longest wait first; `counts` has every kind, whatever was asked for."""

    items = fields.List(fields.Nested(QueueItemSchema))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    total = fields.Integer()
    late = fields.Integer()


@blp.get("")
@access.roles("reviewer", "centre_lead", "administrator")
@blp.arguments(ReviewSchema, location="query")
@blp.response(200, QueueSchema)
def list_queue(asked: dict[str, Any]) -> Any:
    """Listings, changes, needs and organisations that wait for the centre."""
    return queries.review_queue(actor(), asked["kind"])
