"""Results as a table to take away: the columns are the declared fields, in their order, with their units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from flask import current_app, url_for

from marketplace.core import indexing
from marketplace.core.filter_words import value_label
from marketplace.core.i18n import _, l_
from marketplace.core.policy import Actor
from marketplace.discovery.queries.records import PAGES, by_kind, documents
from marketplace.listings import queries as listings
from search import Document
from search.fields import FEN_PER_WAN, Date, Field, Flag, Keyword, Money, Number, Text

Cell = str | int | Decimal | date | None
KINDS = {"listing": l_("Result or patent"), "need": l_("Need"), "organisation": l_("Organisation")}


@dataclass(frozen=True)
class Column:
    """One column: its stable name, and its heading with the unit."""

    name: str
    label: str


@dataclass(frozen=True)
class Table:
    """Rows of one or more kinds of records, every row as long as `columns`."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def table(actor: Actor, names: Sequence[str], notes: Mapping[str, str] | None = None) -> Table:
    """The records of these names which the reader may find now, in the order given.

    `notes` are what a person wrote beside the records of a collection; they become the last column.
    """
    index = indexing.declared()
    found = documents(actor, names)
    kinds = list(by_kind(names))
    specs = [
        spec for name, spec in index.fields.items()
        if spec.exported and any(name in index.kinds.get(kind, ()) for kind in kinds)
    ]  # fmt: skip
    sources = listings.attributions(by_kind(found).get("listing", ()))
    last = [Column("note", _("Note"))] if notes is not None else []
    return Table(
        columns=[*_first(), *(Column(spec.param, heading(spec)) for spec in specs), *_source(), *last],
        rows=[
            [
                *_identity(document),
                *(cell(spec, document.fields.get(spec.name)) for spec in specs),
                sources.get(name.partition(":")[2]),
                *([notes.get(name)] if notes is not None else []),
            ]
            for name, document in found.items()
        ],
    )


def _first() -> list[Column]:
    return [Column("kind", _("Kind of record")), Column("public_id", _("Record number")), Column("url", _("Address"))]


def _source() -> list[Column]:
    return [Column("source", _("Source and licence of the text"))]


def _identity(document: Document) -> list[Cell]:
    public_id = document.id.partition(":")[2]
    address = current_app.config["SETTINGS"].public_url + url_for(PAGES[document.kind], public_id=public_id)
    return [str(KINDS[document.kind]), public_id, address]


def heading(spec: Field) -> str:
    """The label of a field with its unit."""
    unit = _("10,000 yuan") if isinstance(spec, Money) else getattr(spec, "unit", "")
    return _("%(label)s (%(unit)s)", label=spec.label, unit=unit) if unit else str(spec.label or spec.name)


def cell(spec: Field, value: object) -> Cell:
    """A value of a document as a table shows it: money in 万元, days of the Chinese calendar, codes in words."""
    if value is None:
        return None
    if isinstance(spec, Money):
        return Decimal(int(str(value))) / FEN_PER_WAN
    if isinstance(spec, Date):
        return (datetime.fromtimestamp(int(str(value)), UTC) + timedelta(hours=spec.utc_offset_hours)).date()
    if isinstance(spec, Flag):
        return _("yes") if value else _("no")
    if isinstance(spec, Number):
        return int(str(value))
    parts: Iterable[str] = value if isinstance(value, tuple) else (str(value),)
    if isinstance(spec, Keyword):
        return "; ".join(value_label(spec, part) for part in parts)
    return (" / " if isinstance(spec, Text) else "; ").join(parts)
