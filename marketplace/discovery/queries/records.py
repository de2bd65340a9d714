"""Records by their names (`listing:7F3K…`), read from the database as this reader may find them now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import text

from marketplace.core import outbox
from marketplace.core.policy import Actor
from marketplace.core.searchable import audience_of
from marketplace.core.unit import session
from search import Document

BATCH = 500
PAGES = {"listing": "listings.show", "need": "needs.show", "organisation": "accounts.organisation"}
_TABLES = {"listing": "listing", "need": "need", "organisation": "account_organisation"}


def by_kind(names: Iterable[str]) -> dict[str, list[str]]:
    """Public ids by kind; names of kinds nobody searches are left out."""
    found: dict[str, list[str]] = {}
    for name in names:
        kind, _colon, public_id = name.partition(":")
        if kind in _TABLES and public_id:
            found.setdefault(kind, []).append(public_id)
    return found


def ids_of(kind: str, public_ids: Sequence[str]) -> list[int]:
    """Row ids of public ids; those that are not there are left out."""
    query = text(f"SELECT id FROM {_TABLES[kind]} WHERE public_id = ANY(:ids)")  # noqa: S608 (a fixed name)
    return list(session().scalars(query, {"ids": list(public_ids)}))


def documents(actor: Actor, names: Sequence[str]) -> Mapping[str, Document]:
    """What the index would say of each record now, by name; what this reader may not find is left out.

    Read in batches of 500, each with the same number of queries.
    """
    readable = audience_of(actor)
    found: dict[str, Document] = {}
    for kind, public_ids in by_kind(names).items():
        entity = outbox.ENTITIES[kind]
        for start in range(0, len(public_ids), BATCH):
            built = entity.build(session(), ids_of(kind, public_ids[start : start + BATCH]))
            found |= {row.id: row for row in built if not row.deleted and row.audience & readable}
    return {name: found[name] for name in dict.fromkeys(names) if name in found}
