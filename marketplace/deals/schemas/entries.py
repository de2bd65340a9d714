"""What programs send about deals: as the forms, with amounts in fen and the version in `If-Match`."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from marketplace.deals.schemas.deals import AssignSchema, DealSchema, NextActionSchema, ReasonSchema, StepSchema
from marketplace.deals.workflow import DEAL_MACHINE, OUTCOMES

MOST_FEN = 10_000_000 * 1_000_000  # as much as the form takes


def _fen() -> Any:
    return fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0, MOST_FEN))


class DealIn(DealSchema):
    """Title and value of a deal, in fen."""

    class Meta:
        exclude = ("version",)

    value_min_fen: Any = _fen()
    value_max_fen: Any = _fen()


class NextActionIn(NextActionSchema):
    """The next action; `owner` is a person of the deal, the caller when left out."""

    class Meta:
        exclude = ("version",)


class AssignIn(AssignSchema):
    """The broker the centre chooses."""

    class Meta:
        exclude = ("version",)


class DealReasonIn(ReasonSchema):
    """A decision about a deal that needs its reason."""


class DealStepIn(StepSchema):
    """A step with what it asks for: `close` its outcome, `lose` its code, some a reason."""

    class Meta:
        exclude = ("version",)

    action: Any = fields.String(required=True, validate=validate.OneOf(DEAL_MACHINE.all_actions))
    outcome: Any = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(tuple(OUTCOMES)))
