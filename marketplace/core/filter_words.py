"""Filters of a question in words: on chips, in facets, and in the name of a saved search."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from marketplace.core import clock
from marketplace.core.i18n import _, lang
from marketplace.core.money import format_fen
from marketplace.core.text import Text
from search import Query, Range
from search.fields import NONE, Date, Field, Flag, Keyword, Money, Number
from search.index import Index


def in_words(query: Query, index: Index) -> str:
    """A whole question in words: what was typed, then each filter; empty for a question that asks for everything."""
    filters = [
        filter_label(index.filter_field(name), value)
        for name, values in dict(query.filters).items()
        for value in values
    ]
    return " · ".join([*([query.text.source] if query.text else []), *filters])


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
        return clock.local(datetime.fromtimestamp(bound, UTC)).date().isoformat()
    return str(bound)
