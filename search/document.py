"""The value that is indexed: one whole document, with its version and the readers who may find it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from search.semantic.vector import Vector

Value = str | int | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document; there are no partial updates.

    id        "<kind>:<public id>", unique in the index
    version   version of the database row; a lower version never replaces a higher one
    audience  tokens of those who may find it (public, member, org:<id>, staff, nda:<id>)
    fields    values by declared field name; a missing name or None means "not stated"
    deleted   a tombstone: remembered by version, found by nobody
    vector    the meaning of its text, when it is known
    """

    id: str
    kind: str
    version: int
    audience: frozenset[str] = frozenset()
    fields: Mapping[str, Value] = field(default_factory=dict)
    deleted: bool = False
    vector: Vector | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "audience", frozenset(self.audience))
        object.__setattr__(self, "fields", MappingProxyType(dict(self.fields)))

    def __reduce__(self) -> tuple[type[Document], tuple[Any, ...]]:
        plain = dict(self.fields)  # a read-only view of a dict does not travel to other processes
        return Document, (self.id, self.kind, self.version, self.audience, plain, self.deleted, self.vector)

    @classmethod
    def tombstone(cls, id: str, kind: str, version: int) -> Document:
        """The document that makes `id` invisible; give it the version of the withdrawing change."""
        return cls(id=id, kind=kind, version=version, deleted=True)
