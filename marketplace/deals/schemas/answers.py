"""What the API answers about deals, and what it may be asked."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from marketplace.core.fields import Bilingual, Paged, PageQuerySchema
from marketplace.deals.schemas.deals import FLAGS, SORTS
from marketplace.deals.schemas.work import PersonOut
from marketplace.deals.workflow import DEAL_MACHINE


class DealQuery(PageQuerySchema):
    """Which deals to list."""

    q = fields.String(load_default=None, validate=validate.Length(max=80))
    state = fields.String(load_default=None, validate=validate.OneOf(DEAL_MACHINE.states))
    flag = fields.String(load_default=None, validate=validate.OneOf(tuple(FLAGS)))
    mine = fields.Boolean(load_default=False)
    sort = fields.String(load_default="-activity", validate=validate.OneOf(tuple(SORTS)))


class HealthOut(Schema):
    """How a deal is doing: normal, near, overdue, stale or ended, in calendar days."""

    code = fields.String()
    flags = fields.Method("sorted_flags", metadata={"type": "array", "items": {"type": "string"}})
    stage_days = fields.Integer()
    day_limit = fields.Integer(allow_none=True)
    silent_days = fields.Integer()

    def sorted_flags(self, health: object) -> list[str]:
        return sorted(health.flags)  # type: ignore[attr-defined]  # a queries.Health


class DealRowOut(Schema):
    """A deal in a list; value and next action are empty for readers who take part in one step only."""

    public_id = fields.String()
    title = Bilingual()
    state = fields.String(metadata={"enum": list(DEAL_MACHINE.states)})
    supplier = Bilingual()
    buyer = Bilingual()
    value_min_fen = fields.Integer(allow_none=True)
    value_max_fen = fields.Integer(allow_none=True)
    next_action = fields.String(allow_none=True)
    next_action_due = fields.Date(allow_none=True)
    health = fields.Nested(HealthOut)
    opened_at = fields.DateTime()
    active_at = fields.DateTime()


class DealListOut(Paged):
    """A page of deals."""

    items = fields.List(fields.Nested(DealRowOut))


class PartyOut(Schema):
    """A present party with the person who speaks for it."""

    id = fields.Integer()
    side = fields.String()
    organisation = fields.String()
    name = Bilingual()
    contact = fields.Nested(PersonOut, allow_none=True)


class DealOut(DealRowOut):
    """One deal with its parties and the steps the reader may take."""

    pathway = fields.String()
    outcome = fields.String(allow_none=True)
    loss_code = fields.String(allow_none=True)
    value_reason = fields.String(allow_none=True, metadata={"description": "why there is no value yet"})
    version = fields.Integer()
    parties = fields.List(fields.Nested(PartyOut))
    actions = fields.List(fields.String(), metadata={"description": "steps that the caller may try now"})
