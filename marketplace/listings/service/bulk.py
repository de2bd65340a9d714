"""Rows of many listings at once, table by table: several times faster than one object after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.core import clock
from marketplace.core.db import Base
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import (
    Listing,
    ListingBenefit,
    ListingCompleter,
    ListingField,
    ListingFigure,
    ListingGreenClass,
    ListingIpc,
    ListingPatent,
    ListingPatentDocument,
    ListingTechnology,
    ListingVersion,
)
from marketplace.listings.queries.content import BENEFIT, COLUMNS, COMPLETER, FIGURE, LISTS, PATENT
from marketplace.listings.schemas.snapshot import freeze
from marketplace.listings.schemas.steps import STEPS

_SET_BY_PUBLICATION = (
    "public_id", "kind", "owner_id", "created_by_id", "state", "availability", "published_at", "confirmed_at",
    "expires_on", "source_attribution", "demo",
)  # fmt: skip
_CODES: dict[str, tuple[type[Base], str]] = {
    "field_codes": (ListingField, "field_code"),
    "technology_codes": (ListingTechnology, "technology_code"),
    "green_class_codes": (ListingGreenClass, "green_class_code"),
    "ipc": (ListingIpc, "symbol"),
}
_ROWS: dict[str, tuple[type[Base], tuple[str, ...]]] = {
    "figures": (ListingFigure, FIGURE),
    "benefits": (ListingBenefit, BENEFIT),
    "completers": (ListingCompleter, COMPLETER),
}
_TEXTS = frozenset(name for name in Listing.__mapper__.composites.keys())  # noqa: SIM118 (a mapper collection)
_CONTENT = tuple(name for schema in STEPS.values() for name in schema._declared_fields)


def insert_all(records: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert listings with their parts and first version; returns the new ids in the order of the records."""
    if not records:
        return []
    table = Listing.__table__
    found = session().execute(
        table.insert().returning(table.c.id, table.c.public_id), [_listing(record) for record in records]
    )
    ids = {row.public_id: row.id for row in found}
    rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        _parts(rows, ids[record["public_id"]], record)
    for model, items in rows.items():
        if not items:
            continue
        session().execute(model.__table__.insert(), items)  # type: ignore[attr-defined]
    _patents([(ids[record["public_id"]], record["patents"]) for record in records])
    return [ids[record["public_id"]] for record in records]


def _columns(record: Mapping[str, Any], names: Sequence[str], texts: frozenset[str]) -> dict[str, Any]:
    """Values by column name; bilingual texts become their two columns."""
    values: dict[str, Any] = {}
    for name in names:
        value = record.get(name)
        if name in texts:
            text = value or Text()
            values |= {f"{name}_zh": text.zh, f"{name}_en": text.en}
        else:
            values[name] = value
    return values


def _listing(record: Mapping[str, Any]) -> dict[str, Any]:
    maturity = record.get("maturity")
    at = record["published_at"]
    return {
        **_columns(record, COLUMNS, _TEXTS),
        **{name: list(record.get(name) or ()) for name in LISTS},
        **{name: record[name] for name in _SET_BY_PUBLICATION},
        "maturity_scale": maturity.scale_id if maturity else None,
        "maturity_level": maturity.level if maturity else None,
        "price_min_fen": record.get("price_min"),
        "price_max_fen": record.get("price_max"),
        "march_in": bool(record.get("march_in")),
        "state_changed_at": at,
        "created_at": at,
        "updated_at": clock.now(),
        "submitted_at": at,
        "reviewed_on": record["published_on"],
        "review_notes": {},
        "export_class": None,
        "version_number": 1,
        "version": 1,
    }


def _parts(rows: dict[type[Base], list[dict[str, Any]]], listing_id: int, record: Mapping[str, Any]) -> None:
    for name, (model, column) in _CODES.items():
        rows[model] += [
            {"listing_id": listing_id, column: code, "position": place}
            for place, code in enumerate(dict.fromkeys(record.get(name) or ()))
        ]
    for name, (model, names) in _ROWS.items():
        texts = frozenset(model.__mapper__.composites.keys())
        for place, item in enumerate(record.get(name) or ()):
            rows[model].append({**_columns(item, names, texts), "listing_id": listing_id, "position": place})
    rows[ListingVersion].append(
        {
            "listing_id": listing_id, "number": 1, "snapshot": freeze({n: record.get(n) for n in _CONTENT}),
            "changed_fields": [], "at": record["published_at"], "by_id": record["created_by_id"], "note": None,
        }
    )  # fmt: skip


def _patents(held: Sequence[tuple[int, Sequence[Mapping[str, Any]]]]) -> None:
    texts = frozenset({"title"})
    rows, documents = [], []
    for listing_id, items in held:
        for place, item in enumerate(items):
            values = _columns(item, PATENT, texts)
            rows.append({**values, "flags": item["flags"], "listing_id": listing_id, "position": place})
            documents.append(item)
    if not rows:
        return
    table = ListingPatent.__table__
    found = session().execute(table.insert().returning(table.c.id, sort_by_parameter_order=True), rows)
    published = [
        {"patent_id": row.id, "number": item[number], "published_on": item.get(day)}
        for row, item in zip(found, documents, strict=True)
        for number, day in (("publication_number", "published_on"), ("grant_number", "granted_on"))
        if item.get(number)
    ]
    if published:
        session().execute(ListingPatentDocument.__table__.insert(), published)
