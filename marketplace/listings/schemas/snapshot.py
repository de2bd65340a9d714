"""Content as plain JSON and back, without judging it: old versions stay readable when lists change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import fields

from marketplace.core.fields import Bilingual, Figure
from marketplace.core.text import Text
from marketplace.listings.schemas.fields import Maturity, MaturityField
from marketplace.listings.schemas.steps import STEPS


def freeze(value: Any) -> Any:
    """Content, or a part of it, as JSON; money stays in fen."""
    if isinstance(value, Mapping):
        return {name: freeze(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [freeze(item) for item in value]
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en} if value else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Maturity):
        return str(value)
    return value


def thaw(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The content a snapshot holds; entries that were not asked for at its time are empty."""
    declared = {name: field for schema in STEPS.values() for name, field in schema._declared_fields.items()}
    return {name: _thaw(field, snapshot.get(name)) for name, field in declared.items()}


def _thaw(field: fields.Field[Any], value: Any) -> Any:
    if isinstance(field, fields.List):
        nested = field.inner.schema.fields if isinstance(field.inner, fields.Nested) else None
        if nested is None:
            return list(value or ())
        return [{n: _thaw(f, row.get(n)) for n, f in nested.items() if n != "remove"} for row in value or ()]
    if isinstance(field, Bilingual):
        return Text(**value) if value else Text()
    if value is None:
        return [] if field.load_default is list else None
    if isinstance(field, fields.Date):
        return date.fromisoformat(value)
    if isinstance(field, Figure):
        return Decimal(value)
    if isinstance(field, MaturityField):
        scale_id, _colon, level = value.partition(":")
        return Maturity(scale_id, int(level))
    return value
