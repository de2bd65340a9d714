"""No built-in English of the validation library reaches a reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from marshmallow import Schema, fields
from marshmallow.validate import Validator

from marketplace.app import load_rooms

FOR_PROGRAMS = {"invalid_awareness", "format"}  # said when an answer is written, never when input is read


def _schemas(parent: type[Schema] = Schema) -> Iterator[type[Schema]]:
    for child in parent.__subclasses__():
        if child.__module__.startswith("marketplace."):
            yield child
        yield from _schemas(child)


def _fields() -> Iterator[tuple[str, fields.Field]]:
    load_rooms()
    for schema in set(_schemas()):
        for name, field in schema._declared_fields.items():
            while field is not None:
                yield f"{schema.__module__}.{schema.__name__}.{name}", field
                field = getattr(field, "inner", None)


def test_every_message_of_a_field_is_a_translation() -> None:
    plain = {
        f"{name}: {kind}: {message}"
        for name, field in _fields()
        for kind, message in field.error_messages.items()
        if isinstance(message, str) and kind not in FOR_PROGRAMS
    }
    assert not plain, "\n".join(sorted(plain))


def test_every_validator_speaks_the_language_of_the_reader() -> None:
    plain = {
        f"{name}: {validator!r}: {message}"
        for name, field in _fields()
        for validator in field.validators
        if isinstance(validator, Validator)
        for message in [getattr(validator, "error", None) or getattr(validator, "message_min", "")]
        if isinstance(message, str)
    }
    assert not plain, "\n".join(sorted(plain))


@pytest.mark.parametrize(
    ("query", "lang", "text"),
    [
        ("page=0", "zh", "请填写 1 至 500 之间的值。"),
        ("page=0", "en", "Enter a value between 1 and 500."),
        ("page=x", "zh", "请填写整数。"),
        ("page=x", "en", "Enter a whole number."),
    ],
)
def test_a_program_is_told_by_field_in_its_language(client, query: str, lang: str, text: str) -> None:
    answer = client.get(f"/api/v1/listings?{query}", headers={"Accept-Language": lang})
    assert answer.status_code == 422
    assert answer.json["error"]["fields"] == {"page": [text]}
