"""What narrows the board and the review queue: read from the address, wrong values are left out and named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from marketplace.core.fields import Code
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from marketplace.deals.queries import FLAGS
from marketplace.taxonomy import queries as taxonomy

KINDS = ("listing", "change", "need", "organisation")


class BoardSchema(Schema):
    """Filters of the board; all that are given must hold."""

    mine = fields.Boolean(load_default=False, metadata=ui(label=l_("Only deals I take part in")))
    # A public id, or "none" for deals nobody brokers.
    broker = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=40), metadata=ui(label=l_("Broker"))
    )
    field = Code(
        lambda: taxonomy.choices("field"), load_default=None, allow_none=True, metadata=ui(label=l_("Technology field"))
    )
    flag = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(FLAGS), metadata=ui(label=l_("Condition"))
    )


class ReviewSchema(Schema):
    """Filter of the review queue."""

    kind = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(KINDS))


def read(schema: type[Schema], given: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The filters of an address, and the names of those whose values are not known here."""
    values = {name: value for name, value in given.items() if value != ""}
    defaults = schema().load({})
    try:
        return {**defaults, **schema().load(values, unknown=EXCLUDE)}, ()
    except ValidationError as error:
        kept = error.valid_data if isinstance(error.valid_data, dict) else {}
        return {**defaults, **kept}, tuple(sorted(error.messages_dict))
