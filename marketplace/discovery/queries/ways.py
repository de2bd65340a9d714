"""Ways on from an answer with little or nothing in it, each a link of the question put otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from flask import url_for

from marketplace.core.filter_words import filter_label, value_label
from marketplace.core.searchable import FIELD
from marketplace.discovery.queries.frame import address
from search import Query, urls
from search.box import parse_box
from search.index import Index

Counted = tuple[str, str, int]  # label, link, number of results


@dataclass(frozen=True)
class Relief:
    """Ways on, each of which leads to hits.

    spellings  questions with one piece spelled otherwise; the filters stay
    without    for a question without hits: filter → hits there are when it is dropped
    fields     fields or the parent of the chosen key technology → hits there; `all_filters` says whether the
               other filters are dropped with them
    broader    for an IPC symbol without hits: the nearest symbol above it that has some → the question, and its hits
    is_cut     whether the time was over before all of them had been looked for
    """

    spellings: Sequence[str] = ()
    without: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[str, int] = field(default_factory=dict)
    all_filters: bool = False
    broader: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    is_cut: bool = False


@dataclass(frozen=True)
class Ways:
    """Links in the order in which a page offers them; `widen_url` is set when only exact words were searched."""

    spellings: Sequence[tuple[str, str]]
    without: Sequence[Counted]
    fields: Sequence[Counted]
    broader: Sequence[Counted]
    widen_url: str | None
    alert_url: str


def ways(query: Query, index: Index, offers: Relief) -> Ways:
    """The links for a question."""
    base = replace(query, filters=(), page=1) if offers.all_filters else query.without(FIELD.name)
    pairs = urls.dump(replace(query, page=1), index)
    return Ways(
        spellings=[
            (text, address(replace(query, text=parse_box(text, index), page=1), index)) for text in offers.spellings
        ],
        without=[
            (_said(query, index, name), address(query.without(name), index), count)
            for name, count in offers.without.items()
        ],
        fields=[
            (value_label(index.fields[FIELD.name], value), address(base.with_value(FIELD.name, value), index), count)
            for value, count in offers.fields.items()
        ],
        broader=[
            (symbol, address(replace(query, text=parse_box(text, index), page=1), index), count)
            for symbol, (text, count) in offers.broader.items()
        ],
        widen_url=address(replace(query, exact=False, page=1), index) if query.exact else None,
        alert_url=f"{url_for('alerts.new_search')}?{urlencode(pairs)}",
    )


def _said(query: Query, index: Index, name: str) -> str:
    """A filter as its chip says it; one with several values goes by its name."""
    spec, values = index.filter_field(name), query.values(name)
    return filter_label(spec, values[0]) if len(values) == 1 else str(spec.label or name)
