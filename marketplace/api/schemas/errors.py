"""The shape of errors as the OpenAPI description tells it; `marketplace.core.problem` writes them."""

from __future__ import annotations

from marshmallow import Schema, fields

from marketplace.core import validation  # noqa: F401 (its import translates what marshmallow says)


class InsteadSchema(Schema):
    """A record to look at instead of a withdrawn one."""

    title = fields.String(required=True)
    url = fields.String(required=True)


class ErrorDetailSchema(Schema):
    """What is wrong, and what to do about it."""

    code = fields.String(required=True, metadata={"description": "stable, for programs: not_found, invalid, …"})
    message = fields.String(required=True, metadata={"description": "a sentence in the language of the request"})
    by_entry = fields.Dict(
        data_key="fields",
        required=True,
        keys=fields.String(),
        values=fields.Raw(metadata={"type": ["array", "object"]}),
        metadata={"description": "sentences by the entry they are about; an entry with parts has them by part"},
    )
    request_id = fields.String(required=True, metadata={"description": "to name when you ask the operator"})
    unmet = fields.List(fields.String(), metadata={"description": "what is missing before a step of a workflow"})
    diff = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Raw(), metadata={"minItems": 2, "maxItems": 2}),
        metadata={"description": "of a conflict, by entry: what is stored now, and what was sent"},
    )
    retry_after = fields.Integer(metadata={"description": "seconds to wait, as the header Retry-After says"})
    similar = fields.List(fields.Nested(InsteadSchema), metadata={"description": "instead of a withdrawn record"})


class ErrorSchema(Schema):
    """What every answer of 400 or more holds."""

    error = fields.Nested(ErrorDetailSchema, required=True)
