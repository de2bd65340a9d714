"""Results as a table to take away: the columns are the declared fields, in their order, with their units."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import current_app, url_for

from marketplace.core import indexing
from marketplace.core.filter_words import range_label, value_label
from marketplace.core.i18n import _, l_, lang
from marketplace.core.money import fen_to_wan
from marketplace.core.policy import Actor
from marketplace.discovery.queries.records import PAGES, by_kind, documents
from marketplace.discovery.queries.rows import Row, rows_of
from marketplace.discovery.queries.texts import Written, written
from marketplace.listings import queries as listings
from marketplace.taxonomy import queries as taxonomy
from search import Document, Range
from search.fields import Date, Field, Flag, Keyword, Money, Number

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


@dataclass(frozen=True)
class Record:
    """One record as the index has it, as its row shows it, and its texts."""

    document: Document
    row: Row
    written: Written
    legal_status_on: date | None


Columns = list[tuple[Column, Callable[[Record], Cell]]]


def table(actor: Actor, names: Sequence[str], notes: Mapping[str, str] | None = None) -> Table:
    """The records of these names which the reader may find now, in the order given.

    `notes` are what a person wrote beside the records of a collection; they become the last column.
    """
    index = indexing.declared()
    kinds = list(by_kind(names))
    specs = [
        spec for name, spec in index.fields.items()
        if spec.exported and any(name in index.kinds.get(kind, ()) for kind in kinds)
    ]  # fmt: skip
    columns = [pair for spec in specs for pair in _columns(spec, kinds)]
    found = _records(actor, names)
    sources = listings.attributions(by_kind(found).get("listing", ()))
    last = [Column("note", _("Note"))] if notes is not None else []
    return Table(
        columns=[*_first(), *(column for column, _read in columns), *_origin(), *last],
        rows=[
            [
                *_identity(record.document),
                *(read(record) for _column, read in columns),
                sources.get(name.partition(":")[2]),
                _yes_or_no(record.row.demo),
                *([notes.get(name)] if notes is not None else []),
            ]
            for name, record in found.items()
        ],
    )


def _records(actor: Actor, names: Sequence[str]) -> dict[str, Record]:
    """What there is of each record, by name and in order, with a fixed number of queries for every 500."""
    found = documents(actor, names)
    rows = rows_of(actor, found)
    texts = {
        f"{kind}:{public_id}": text
        for kind, public_ids in by_kind(rows).items()
        for public_id, text in written(kind, public_ids).items()
    }
    status = listings.legal_status_days(by_kind(rows).get("listing", ()))
    return {
        name: Record(
            document,
            rows[name],
            texts.get(name) or Written(text=rows[name].body.pick(lang())),
            status.get(rows[name].public_id),
        )
        for name, document in found.items()
        if name in rows
    }


def _first() -> list[Column]:
    return [Column("kind", _("Kind of record")), Column("public_id", _("Record number")), Column("url", _("Address"))]


def _origin() -> list[Column]:
    return [Column("source", _("Source and licence of the text")), Column("demo", _("Demonstration data"))]


def _identity(document: Document) -> list[Cell]:
    public_id = document.id.partition(":")[2]
    address = current_app.config["SETTINGS"].public_url + url_for(PAGES[document.kind], public_id=public_id)
    return [str(KINDS[document.kind]), public_id, address]


def heading(spec: Field) -> str:
    """The label of a field with its unit."""
    return _with_unit(spec.label or spec.name, _("10,000 yuan") if isinstance(spec, Money) else _unit_of(spec))


def _unit_of(spec: Field) -> str:
    return spec.unit if isinstance(spec, Number) else ""


def _with_unit(label: object, unit: str) -> str:
    return _("%(label)s (%(unit)s)", label=label, unit=unit) if unit else str(label)


def cell(spec: Field, value: object) -> Cell:
    """A value of a document as a table shows it: money in 万元, days of the Chinese calendar, codes in words."""
    if value is None:
        return None
    if isinstance(spec, Money):
        return fen_to_wan(int(str(value)))
    if isinstance(spec, Date):
        return (datetime.fromtimestamp(int(str(value)), UTC) + timedelta(hours=spec.utc_offset_hours)).date()
    if isinstance(spec, Flag):
        return _yes_or_no(bool(value))
    if isinstance(spec, Number):
        return int(str(value))
    parts: Iterable[str] = value if isinstance(value, tuple) else (str(value),)
    return _("; ").join(_coded(spec, part) if isinstance(spec, Keyword) else part for part in parts)


def _coded(spec: Field, part: str) -> str:
    """A code in words; classes of patents keep their symbol, by which people look them up."""
    word = value_label(spec, part)
    return f"{part.rpartition('/')[2]} {word}" if spec.name == "ipc" else word


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def legal_status_day() -> str:
    """What the day is called on which the legal status was read in the register."""
    return _("Legal status as of")


def price_words(spec: Field, card: Any) -> str:
    """The price of a listing as its row shows it: one amount, both ends of a range, or that it is on request."""
    if card.price_min_fen is None:
        return str(getattr(spec, "none", None) or _("Price on request"))
    return range_label(spec, Range(card.price_min_fen, card.price_max_fen or card.price_min_fen))


def level_words(card: Any) -> str:
    """The level of maturity with its name, which means something on its own scale only."""
    name = taxonomy.label(f"maturity:{card.maturity_scale}", str(card.maturity_level)).pick(lang())
    return _("%(level)s: %(name)s", level=card.maturity_level, name=name)


def scale_words() -> dict[str, str]:
    """What the scales of maturity are called."""
    return {scale.scale_id: scale.label.pick(lang()) for scale in taxonomy.maturity_scales()}


def _columns(spec: Field, kinds: Collection[str]) -> Columns:
    """The columns of a field: one with its value, unless a record says more than its document, or better."""
    if spec.name in _OWN:
        return _OWN[spec.name](spec, kinds)
    return [(Column(spec.param, heading(spec)), lambda record: cell(spec, record.document.fields.get(spec.name)))]


def _of(kind: str, read: Callable[[Any], Cell]) -> Callable[[Record], Cell]:
    """Read from the card of a record of this kind; others have nothing in the column."""
    return lambda record: read(record.row.card) if record.row.kind == kind else None


def _title(spec: Field, _kinds: Collection[str]) -> Columns:
    return [(Column(spec.param, heading(spec)), lambda record: record.row.title.pick(lang()))]


def _text(spec: Field, kinds: Collection[str]) -> Columns:
    text = (Column(spec.param, heading(spec)), lambda record: record.written.text or None)
    if "listing" not in kinds:
        return [text]
    return [(Column("summary", _("Summary")), lambda record: record.written.summary or None), text]


def _legal_status(spec: Field, _kinds: Collection[str]) -> Columns:
    stated = (
        Column(spec.param, heading(spec)),
        lambda record: cell(spec, record.document.fields.get(spec.name)),
    )
    return [stated, (Column("legal_status_on", legal_status_day()), lambda record: record.legal_status_on)]


def _owner(spec: Field, _kinds: Collection[str]) -> Columns:
    return [(Column(spec.param, heading(spec)), _of("listing", lambda card: card.owner_name.pick(lang())))]


def _maturity(spec: Field, _kinds: Collection[str]) -> Columns:
    scales = scale_words()

    def level(card: Any) -> Cell:
        return level_words(card) if card.maturity_level else None

    def scale(card: Any) -> Cell:
        return scales.get(card.maturity_scale, card.maturity_scale)

    return [
        (Column("maturity", str(spec.label)), _of("listing", level)),
        (Column("maturity_scale", _("Maturity scale")), _of("listing", scale)),
    ]


def _price(spec: Field, _kinds: Collection[str]) -> Columns:
    def highest(card: Any) -> Cell:
        return _wan(card.price_min_fen if card.price_max_fen is None else card.price_max_fen)

    return [
        (Column("price", str(spec.label)), _of("listing", lambda card: price_words(spec, card))),
        (_bound("price_min", _("Lowest price")), _of("listing", lambda card: _wan(card.price_min_fen))),
        (_bound("price_max", _("Highest price")), _of("listing", highest)),
    ]


def _budget(spec: Field, _kinds: Collection[str]) -> Columns:
    def words(card: Any) -> Cell:
        bounds = Range(card.budget_min_fen, card.budget_max_fen)
        return _("Budget open to negotiation") if bounds == Range() else range_label(spec, bounds)

    return [
        (Column("budget", str(spec.label)), _of("need", words)),
        (_bound("budget_min", _("Lowest budget")), _of("need", lambda card: _wan(card.budget_min_fen))),
        (_bound("budget_max", _("Highest budget")), _of("need", lambda card: _wan(card.budget_max_fen))),
    ]


def _bound(name: str, label: str) -> Column:
    return Column(name, _with_unit(label, _("10,000 yuan")))


def _wan(fen: int | None) -> Decimal | None:
    return None if fen is None else fen_to_wan(fen)


def _benefit(_spec: Field, _kinds: Collection[str]) -> Columns:
    """What the order by benefit goes by, in the unit its owner stated."""

    def stated(read: Callable[[listings.BestBenefit], Cell]) -> Callable[[Record], Cell]:
        return _of("listing", lambda card: read(card.benefit) if card.benefit else None)

    def word(name: str, code: str) -> str:
        return taxonomy.label(name, code).pick(lang())

    return [
        (Column("benefit_kind", _("Green benefit")), stated(lambda found: word("benefit_kind", found.kind))),
        (Column("benefit", _("Amount of the benefit")), stated(lambda found: found.value.normalize())),
        (Column("benefit_unit", _("Unit of the benefit")), stated(lambda found: found.symbol)),
        (Column("benefit_per", _("Benefit per what")), stated(lambda found: found.per.pick(lang()) or None)),
        (
            Column("benefit_level", _("Evidence of this benefit")),
            stated(lambda found: word("evidence_level", found.evidence_level)),
        ),
    ]


_OWN: Mapping[str, Callable[[Field, Collection[str]], Columns]] = {
    "title": _title, "body": _text, "owner_name": _owner, "maturity_rank": _maturity, "price_fen": _price,
    "budget_fen": _budget, "benefit_grams": _benefit, "legal_status": _legal_status,
}  # fmt: skip
