"""Choices of forms: code lists, fixed pairs, and what only the record at hand can offer (people, documents)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from marshmallow import Schema

from marketplace.taxonomy import queries as taxonomy

Choices = Callable[[], Iterable[tuple[str, Any]]]


def offer(schema: Schema, **choices: Sequence[tuple[str, Any]]) -> Schema:
    """The same schema, told for this request what its selects offer; the service checks what was chosen."""
    for name, pairs in choices.items():
        field = schema.fields[name]
        field.metadata = {**field.metadata, "choices": of(pairs)}
    return schema


def of_list(name: str) -> Choices:
    """The choices of a code list of the vocabulary."""
    return partial(taxonomy.choices, name)


def of(pairs: Sequence[tuple[str, Any]]) -> Choices:
    """Fixed choices."""
    return lambda: pairs
