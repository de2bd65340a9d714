"""Ways on from an answer with little or nothing in it, each a link of the question put otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode, urlsplit

from flask import url_for

from marketplace.core.filter_words import filter_label, value_label
from marketplace.core.i18n import _
from marketplace.core.searchable import CITY, FIELD
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
    places     for a place in the question: its code → the question without it, and the hits there
    owners     for an organisation in the question: its public id → the question without it, and what it offers
    is_cut     whether the time was over before all of them had been looked for
    """

    spellings: Sequence[str] = ()
    without: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[str, int] = field(default_factory=dict)
    all_filters: bool = False
    broader: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    owners: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    is_cut: bool = False


@dataclass(frozen=True)
class Ways:
    """Links in the order in which a page offers them, those of places and of owners as whole sentences.

    `widen_url` is set when only exact words were searched.
    """

    spellings: Sequence[tuple[str, str]]
    without: Sequence[Counted]
    fields: Sequence[Counted]
    broader: Sequence[Counted]
    places: Sequence[tuple[str, str]]
    owners: Sequence[tuple[str, str]]
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
        places=[_place(query, index, *offer) for offer in offers.places.items()],
        owners=[_owner(query, index, *offer) for offer in offers.owners.items()],
        widen_url=address(replace(query, exact=False, page=1), index) if query.exact else None,
        alert_url=f"{url_for('alerts.new_search')}?{urlencode(pairs)}",
    )


@dataclass(frozen=True)
class Way:
    """A way on as a program takes it: `query` are the parameters to ask with, `count` the hits where they are known."""

    code: str
    text: str
    count: int | None
    query: str


def ways_of_programs(query: Query, index: Index, offers: Relief) -> list[Way]:
    """What the page offers beside an answer with little or nothing in it, without its sentences."""
    if offers == Relief(is_cut=offers.is_cut):
        return []
    found = ways(query, index, offers)
    spelled = [Way("spelling", text, None, urlsplit(url).query) for text, url in found.spellings]
    placed = [Way("place", text, None, urlsplit(url).query) for text, url in found.places]
    owned = [Way("owner", text, None, urlsplit(url).query) for text, url in found.owners]
    counted = {"broader": found.broader, "without": found.without, "field": found.fields}
    others = [
        Way(code, text, count, urlsplit(url).query) for code, each in counted.items() for text, url, count in each
    ]
    return [*spelled, *placed, *owned, *others]


def _place(query: Query, index: Index, code: str, put: tuple[str, int]) -> tuple[str, str]:
    """The sentence and the link that ask for the place by its filter instead of its name."""
    words, count = put
    place, url = _by_filter(query, index, CITY.name, code, words)
    if not words:
        return _("Results in %(place)s (%(count)s)", place=place, count=f"{count:,}"), url
    return _("Results for “%(words)s” in %(place)s (%(count)s)", words=words, place=place, count=f"{count:,}"), url


def _owner(query: Query, index: Index, public_id: str, put: tuple[str, int]) -> tuple[str, str]:
    """The same for an organisation."""
    words, count = put
    owner, url = _by_filter(query, index, "owner", public_id, words)
    if not words:
        return _("Results and patents of %(owner)s (%(count)s)", owner=owner, count=f"{count:,}"), url
    return _("Results for “%(words)s” of %(owner)s (%(count)s)", words=words, owner=owner, count=f"{count:,}"), url


def _by_filter(query: Query, index: Index, name: str, value: str, words: str) -> tuple[str, str]:
    """What the value of a filter is called, and the link that asks for these words under it."""
    asked = replace(query.with_value(name, value), text=parse_box(words, index), page=1)
    return value_label(index.fields[name], value), address(asked, index)


def _said(query: Query, index: Index, name: str) -> str:
    """A filter as its chip says it; one with several values goes by its name."""
    spec, values = index.filter_field(name), query.values(name)
    return filter_label(spec, values[0]) if len(values) == 1 else str(spec.label or name)
