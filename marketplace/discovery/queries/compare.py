"""Up to four listings side by side: declared fields, maturity by scale, and figures aligned where units allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from marketplace.core import indexing
from marketplace.core.i18n import _, lang, language_tag
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.discovery.queries.records import documents
from marketplace.discovery.queries.table import cell, heading, legal_status_day, level_words, price_words, scale_words
from marketplace.discovery.queries.units import Unit, converted, unit_of
from marketplace.listings import queries as listings
from marketplace.listings.queries import ListingCard, Measure, Measures
from marketplace.taxonomy import queries as taxonomy
from search import Document
from search.fields import Field

MOST = 4
MOST_ASKED = 40  # names of one address that are looked at
# What has a better row of its own: the heading, the text (too long to compare), levels by scale, benefits by unit.
APART = frozenset({"title", "body", "trl", "maturity_rank", "benefit_grams"})


@dataclass(frozen=True)
class Cell:
    """What one listing states; `text` is empty when it states nothing. `note` says how the value was stated.

    `lang` is set when the text is there in the other language only.
    """

    text: str = ""
    note: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the comparison, with as many cells as there are listings."""

    label: str
    cells: Sequence[Cell]
    lang: str = ""

    @property
    def differs(self) -> bool:
        """Whether two listings state different things."""
        return len({found.text for found in self.cells if found.text}) > 1


@dataclass(frozen=True)
class Item:
    """One listing at the head of a column."""

    public_id: str
    title: Text
    owner_name: Text
    demo: bool


@dataclass(frozen=True)
class Comparison:
    """Listings side by side. `left_out` are those beyond the fourth, `gone` what is no listing this reader may find."""

    items: Sequence[Item]
    rows: Sequence[Row]
    left_out: Sequence[str] = field(default_factory=tuple)
    gone: Sequence[str] = field(default_factory=tuple)


def compare(actor: Actor, public_ids: Iterable[str]) -> Comparison:
    """Compare the first four of these that are listings this reader may find now."""
    asked = list(dict.fromkeys(name for name in public_ids if name))[:MOST_ASKED]
    found = documents(actor, [f"listing:{name}" for name in asked])
    there = [name for name in asked if f"listing:{name}" in found]
    known = listings.cards(there[:MOST])
    chosen = [known[name] for name in there if name in known]
    measured = listings.measures(known)
    items = [Item(row.public_id, row.title, row.owner_name, row.demo) for row in chosen]
    rows = [
        Row(_("Summary"), [_written(row.summary) for row in chosen]),
        *_maturity(chosen),
        *_declared([(found[f"listing:{row.public_id}"], row) for row in chosen]),
        *_aligned([measured[row.public_id] for row in chosen]),
    ]
    gone = [name for name in asked if name not in there]
    return Comparison(items, [row for row in rows if any(found.text for found in row.cells)], there[MOST:], gone)


def _written(text: Text | None) -> Cell:
    return Cell(text.pick(lang()), lang=_foreign(text)) if text else Cell()


def _foreign(text: Text) -> str:
    """The language code of a text that is not in the language of the page."""
    language = text.language(lang()) if text.pick(lang()) else lang()
    return "" if language == lang() else language_tag(language)


def _maturity(chosen: Sequence[ListingCard]) -> list[Row]:
    """One row per scale, because levels of two scales are never compared."""
    labels = scale_words()
    scales = dict.fromkeys(row.maturity_scale for row in chosen if row.maturity_scale)
    return [
        Row(
            _("Maturity, %(scale)s", scale=labels.get(scale, scale)),
            [Cell(level_words(row) if row.maturity_scale == scale else "") for row in chosen],
        )
        for scale in scales
    ]


def _declared(chosen: Sequence[tuple[Document, ListingCard]]) -> list[Row]:
    index = indexing.declared()
    specs = [
        spec for name, spec in index.fields.items()
        if spec.exported and name in index.kinds["listing"] and name not in APART
    ]  # fmt: skip
    rows = []
    for spec in specs:
        # The words of a price name its currency and its size themselves.
        label = str(spec.label) if spec.name == "price_fen" else heading(spec)
        rows.append(Row(label, [_stated(spec, *row) for row in chosen]))
        if spec.name == "legal_status":
            rows.append(_legal_status_days([card for _document, card in chosen]))
    return rows


def _legal_status_days(chosen: Sequence[ListingCard]) -> Row:
    days = listings.legal_status_days(row.public_id for row in chosen)
    return Row(legal_status_day(), [Cell(str(days.get(row.public_id, ""))) for row in chosen])


def _stated(spec: Field, document: Document, card: ListingCard) -> Cell:
    if spec.name == "owner_name":
        return _written(card.owner_name)
    if spec.name == "price_fen":
        return Cell(price_words(spec, card))
    return Cell(_worded(spec, document.fields.get(spec.name)))


def _worded(spec: Field, value: object) -> str:
    """A value in words, empty for none."""
    if value is None:
        return ""
    shown = cell(spec, value)
    return f"{shown:f}" if isinstance(shown, Decimal) else shown.isoformat() if isinstance(shown, date) else str(shown)


@dataclass
class _Line:
    """A row of measures that grows: what it is about, the unit of the first value, the cells by column."""

    about: tuple[str, str, str]
    label: str
    lang: str
    unit_text: str
    unit: Unit | None
    cells: dict[int, Cell]


def _aligned(chosen: Sequence[Measures]) -> list[Row]:
    """Figures, then benefits; a value stands in the row of its unit, or in one it converts to without loss."""
    lines: list[_Line] = []
    for column, found in enumerate(chosen):
        for measure in (*found.figures, *found.benefits):
            _place(lines, measure, column)
    lines.sort(key=lambda line: (bool(line.about[0]), -len(line.cells)))
    return [
        Row(
            _("%(label)s (%(unit)s)", label=line.label, unit=line.unit_text),
            [line.cells.get(column, Cell()) for column in range(len(chosen))],
            line.lang,
        )
        for line in lines
    ]


def _place(lines: list[_Line], measure: Measure, column: int) -> None:
    about = (measure.kind, _plain(measure.metric), _plain(measure.per))
    unit_text, unit = _unit(measure)
    for line in lines:
        if line.about == about and column not in line.cells and (made := _cell(measure, unit_text, unit, line)):
            line.cells[column] = made
            return
    own = _Line(about, _label(measure), _foreign(measure.per if measure.kind else measure.metric), unit_text, unit, {})
    own.cells[column] = Cell(f"{measure.value.normalize():f}")
    lines.append(own)


def _cell(measure: Measure, unit_text: str, unit: Unit | None, line: _Line) -> Cell | None:
    """The value in the unit of the line, or None when it cannot stand there without loss."""
    stated = f"{measure.value.normalize():f}"
    if unit_text == line.unit_text:
        return Cell(stated)
    value = converted(measure.value, unit, line.unit) if unit and line.unit else None
    if value is None:
        return None
    return Cell(f"{value:f}", _("stated as %(value)s %(unit)s", value=stated, unit=unit_text))


def _plain(text: Text) -> str:
    return " ".join((text.zh or text.en or "").lower().split())


def _label(measure: Measure) -> str:
    if not measure.kind:
        return measure.metric.pick(lang())
    name = taxonomy.label("benefit_kind", measure.kind).pick(lang())
    return _("%(name)s %(per)s", name=name, per=measure.per.pick(lang())).strip()


def _unit(measure: Measure) -> tuple[str, Unit | None]:
    """How the unit is written, and what it is; units of benefits are those of the vocabulary."""
    if not measure.kind:
        return measure.unit, unit_of(measure.unit)
    facts: Mapping[str, object] = term.facts if (term := taxonomy.code("benefit_unit", measure.unit)) else {}
    size = next((facts[name] for name in ("kilograms", "megajoules", "cubic_metres") if name in facts), None)
    unit = Unit(str(facts["dimension"]), Fraction(str(size))) if size is not None else None
    return str(facts.get("symbol", measure.unit)), unit
