"""What the fields of the house look like in the OpenAPI description: the library knows its own kinds only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from marshmallow import fields

from marketplace.core.fields import Bilingual, Code, Figure, PublicId, Tags, Trimmed, WanMoney
from marketplace.listings.schemas.fields import Listed, MaturityField
from marketplace.taxonomy import queries as taxonomy

PART = {"type": ["string", "null"]}
Described = dict[str, Any]


def shape(_converter: Any, field: fields.Field[Any], *, ret: Described, **_options: Any) -> Described:
    """What apispec adds to the property of a field of ours, an empty dictionary for any other."""
    told: Described = next((describe(field) for kind, describe in SHAPES if isinstance(field, kind)), {})
    if field.allow_none and "type" in told:
        told["type"] = [*_listed(told["type"]), "null"]
    if field.allow_none and "enum" in ret and None not in ret["enum"]:
        told["enum"] = [*ret["enum"], None]
    return told | ({"description": ret["description"]} if "description" in ret else {})


def _listed(types: str | list[str]) -> list[str]:
    return types if isinstance(types, list) else [types]


def _bilingual(_field: Any) -> Described:
    return {
        "type": "object", "properties": {"zh": PART, "en": PART}, "additionalProperties": False,
        "description": "{zh, en}: the text in Chinese and in English, of which one may be null",
    }  # fmt: skip


def _decimal(field: Any) -> Described:
    return {"type": "string", "description": "a number as text, so that no digit is lost"} if field.as_string else {}


def _code(field: Any) -> Described:
    """Where the list stands that has the code: it grows while the site runs."""
    choices = field.choices
    if isinstance(field, Listed):
        address: str = f"/api/v1/taxonomy/codes/{field.list_name}"
    elif isinstance(choices, partial) and choices.func is taxonomy.choices:
        address = f"/api/v1/taxonomy/codes/{choices.args[0]}"
    else:
        address = field.listed_at
    return {"description": f"a code of the list at {address}"} if address else {}


def _typed(kind: str | list[str], description: str) -> Callable[[Any], Described]:
    return lambda _field: {"type": kind, "description": description}


SHAPES: tuple[tuple[type[fields.Field[Any]], Callable[[Any], Described]], ...] = (
    (Bilingual, _bilingual),
    (WanMoney, _typed(["string", "number"], "an amount in 10,000 yuan, such as 35.5; answers have it as text")),
    (Figure, _typed(["string", "number"], "a number, such as 12.5; answers have it as text")),
    (fields.Decimal, _decimal),
    (MaturityField, _typed("string", "a scale and a level on it, such as trl_9:6 or qingdao_2025:6")),
    (Tags, lambda field: {"type": "array", "items": {"type": "string"}, "maxItems": field.limit}),
    (PublicId, lambda _field: {"description": "the id of a record, such as 7F3K9Q2M1A"}),
    (Trimmed, lambda field: {"maxLength": field.max_length}),
    (Code, _code),
)
