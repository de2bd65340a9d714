"""Filters of a question in words: on chips, in facets, in the name of a saved search, and what each of them takes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from marketplace.core.i18n import _, lang
from marketplace.core.money import format_fen
from marketplace.core.text import Text
from marketplace.core.unit import session
from search import Query, Range
from search.fields import NONE, Date, Field, Flag, Keyword, Money, Number, Years
from search.index import Index
from search.query import Notice
from search.urls import FIRST_YEAR, LAST_YEAR, SWITCH, Parameter

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_CODE = 256  # characters the index keeps of a code


@dataclass(frozen=True)
class Codes:
    """The values of a filter that are a closed list: what each is called, whether it is on the list.

    listed_at  the address where programs read the list      codes  the list itself, where it stands in the code
    """

    label: Callable[[str], object]
    has: Callable[[str], bool]
    listed_at: str = ""
    codes: tuple[str, ...] = ()

    @classmethod
    def of(cls, labels: Mapping[str, object]) -> Codes:
        """A list that stands in the code, as labels by code."""
        return cls(lambda code: labels.get(code, code), labels.__contains__, codes=tuple(labels))

    def __call__(self, value: str) -> object:
        """The label of a value."""
        return self.label(value)


class Names:
    """Labels of values that are rows of the database: read together, and known while the unit of work lasts.

    `read` answers the labels it knows by value; every other value is called `otherwise`.
    """

    def __init__(self, read: Callable[[Collection[str]], Mapping[str, object]], otherwise: object) -> None:
        self._read = read
        self._otherwise = otherwise

    def __call__(self, value: str) -> object:
        """The label of one value."""
        return self.look_up([value])[value]

    def look_up(self, values: Iterable[str]) -> Mapping[str, object]:
        """The labels of these values and of those known before, with at most one query."""
        known: dict[str, object] = session().info.setdefault(self, {})
        if missing := {value for value in values if value not in known}:
            known |= dict.fromkeys(missing, self._otherwise) | dict(self._read(missing))
        return known


def foresee(spec: Field, values: Iterable[Any]) -> None:
    """Look up together what these values of a field are called, where that takes a query; it is asked for next."""
    if isinstance(spec.value_label, Names):
        spec.value_label.look_up(value for value in values if isinstance(value, str) and value != NONE)


def in_words(query: Query, index: Index) -> str:
    """A whole question in words: what was typed, then each filter; empty for a question that asks for everything."""
    for name, values in dict(query.filters).items():
        foresee(index.filter_field(name), values)
    filters = [
        filter_label(index.filter_field(name), value)
        for name, values in dict(query.filters).items()
        for value in values
    ]
    return " · ".join([*([query.text.source] if query.text else []), *filters])


def impossible(query: Query, index: Index) -> Iterator[Notice]:
    """Filters that nothing can ever fit, in the order of the question: a code on no list, a field its kinds lack."""
    for name, values in dict(query.filters).items():
        spec = index.filter_field(name)
        if query.kinds and not any(name in index.kinds[kind] for kind in query.kinds):
            yield Notice(
                "not_of_kind", spec.param, ", ".join(kind for kind in index.kinds if name in index.kinds[kind])
            )
        for value in values:
            if isinstance(spec.value_label, Codes) and isinstance(value, str) and not spec.value_label.has(value):
                yield Notice("bad_value", spec.param, value[:100])


def filter_label(spec: Field, value: Any) -> str:
    """A filter with its value, as a chip shows it."""
    return _("%(field)s: %(value)s", field=spec.label or spec.name, value=value_label(spec, value))


def value_label(spec: Field, value: Any) -> str:
    """A value of a filter as people read it, in the language of the page."""
    if isinstance(value, Range):
        return range_label(spec, value)
    if value == NONE:
        return str(getattr(spec, "none", None) or _("not stated"))
    if isinstance(spec, Flag):
        return _("yes") if value == "1" else _("no")
    if isinstance(spec, Number) and ".." in value:
        low, _dots, high = value.partition("..")
        return range_label(spec, Range(int(low) if low else None, int(high) if high else None, closed=False))
    if isinstance(spec, Keyword) and spec.value_label is not None:
        label = spec.value_label(value)
        return label.pick(lang()) if isinstance(label, Text) else str(label)
    return str(value)


def range_label(spec: Field, value: Range) -> str:
    """A range in words: money as amounts, instants as days, whole levels inclusive."""
    high = value.high if value.closed or isinstance(spec, Money) or value.high is None else value.high - 1
    low_text, high_text = (_bound(spec, value.low), _bound(spec, high))
    if not low_text:
        return _("up to %(high)s", high=high_text)
    if not high_text:
        return _("%(low)s and more", low=low_text)
    return low_text if low_text == high_text else f"{low_text}–{high_text}"


def _bound(spec: Field, bound: int | None) -> str:
    if bound is None:
        return ""
    if isinstance(spec, Money):
        return format_fen(bound, lang())
    if isinstance(spec, Date):
        return _day(spec, bound)
    return str(bound)


def _day(spec: Date, instant: int) -> str:
    """The day of an instant; one that no calendar has stands as addresses write it, and breaks no page."""
    try:
        return (EPOCH + timedelta(seconds=instant, hours=spec.utc_offset_hours)).date().isoformat()
    except OverflowError:
        return f"@{instant}"


def takes(parameter: Parameter) -> str:
    """What may stand behind a key of the address of a search, with its bounds and an example."""
    spec = parameter.spec
    if parameter.choices == SWITCH:
        return _("1 for yes or 0 for no")
    if parameter.choices:
        return _("one of: %(values)s", values=", ".join(parameter.choices))
    if parameter.most:
        return _("a whole number from 1 to %(most)s", most=parameter.most)
    if spec is not None and isinstance(spec.value_label, Codes):
        return _one_of(spec.value_label)
    if not isinstance(spec, Number):
        return _("a text of 1 to %(most)s characters", most=LONGEST_CODE)
    rule = _day_rule(spec, parameter.edge) if isinstance(spec, Date) else _number_rule(spec, parameter.edge)
    if spec.none is None or parameter.edge:
        return rule
    return _("%(rule)s, or %(none)s for what states no value", rule=rule, none=NONE)


def _one_of(listed: Codes) -> str:
    if listed.codes:
        return _("one of: %(values)s", values=", ".join(listed.codes))
    return _("a code of the list at %(address)s", address=listed.listed_at)


def _number_rule(spec: Number, edge: str) -> str:
    if isinstance(spec, Money):
        whole = _("an amount in 10,000 yuan with at most 12 digits before and 6 behind the point, such as 200.5")
        return whole if edge else _("%(rule)s, or from one up to below another, such as 10..50", rule=whole)
    whole = _("a whole number of at most 18 digits, such as 5")
    return whole if edge else _("%(rule)s, or from one up to below another, such as 4..7", rule=whole)


def _day_rule(spec: Date, edge: str) -> str:
    years = {"first": FIRST_YEAR, "last": LAST_YEAR}
    if edge or not isinstance(spec.facet, Years):
        return _("a day of the years %(first)s to %(last)s, such as 2024-03-31", **years)
    return _("a day or a year of %(first)s to %(last)s, such as 2024-03-31 or 2024", **years)
