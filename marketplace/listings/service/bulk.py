"""Rows of many listings at once, table by table: several times faster than one object after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import func, select

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
    ids = _reserve(Listing, len(records))
    rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
    for listing_id, record in zip(ids, records, strict=True):
        rows[Listing].append({"id": listing_id, **_listing(record)})
        _parts(rows, listing_id, record)
    _patents(
        rows,
        [(listing_id, item) for listing_id, record in zip(ids, records, strict=True) for item in record["patents"]],
    )
    for model, items in rows.items():
        if items:
            _copy(model, items)
    return ids


def _copy(model: type[Base], items: Sequence[Mapping[str, Any]]) -> None:
    """Send rows by COPY, which takes a third of the time of INSERT; names come from the models, never from input."""
    columns = list(items[0])
    statement = f"COPY {model.__tablename__} ({', '.join(columns)}) FROM STDIN"
    cursor: Any = session().connection().connection.cursor()
    with cursor.copy(statement) as stream:
        for item in items:
            stream.write_row([Jsonb(value) if isinstance(value, dict) else value for value in item.values()])


def _reserve(model: type[Base], count: int) -> list[int]:
    """Ids for rows to come; asking for them first lets the rows go in plain batches."""
    name = f"{model.__tablename__}_id_seq"
    return list(session().scalars(select(func.nextval(name)).select_from(func.generate_series(1, count))))


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


def _patents(rows: dict[type[Base], list[dict[str, Any]]], held: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    places: dict[int, int] = defaultdict(int)
    for patent_id, (listing_id, item) in zip(_reserve(ListingPatent, len(held)), held, strict=True):
        place = places[listing_id]
        places[listing_id] += 1
        values = _columns(item, PATENT, frozenset({"title"}))
        rows[ListingPatent].append(
            {**values, "id": patent_id, "flags": item["flags"], "listing_id": listing_id, "position": place}
        )
        rows[ListingPatentDocument] += [
            {"patent_id": patent_id, "number": item[number], "published_on": item.get(day)}
            for number, day in (("publication_number", "published_on"), ("grant_number", "granted_on"))
            if item.get(number)
        ]
