"""The frame of the result list: tabs, facets, chips, orders and pages, each a link of the same question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from marketplace.core.filter_words import filter_label, value_label
from marketplace.core.i18n import _
from marketplace.discovery.queries.compare import MOST
from search import Query, Range, Results, urls
from search.fields import Date, Field, Money, Number, Tree
from search.index import Index

HIDDEN_FACETS = frozenset({"kind"})  # shown as tabs
LAST_FACETS = ("city", "published_at")  # of every kind, and narrower than what a kind has for itself


@dataclass(frozen=True)
class Option:
    """One value of a facet."""

    value: str
    label: str
    count: int
    selected: bool
    children: Sequence[Option] = field(default_factory=tuple)


@dataclass(frozen=True)
class Facet:
    """One facet of the sidebar; `low` and `high` are the bounds a person typed into a range."""

    name: str
    param: str
    title: str
    options: Sequence[Option]
    is_range: bool
    low: str
    high: str
    unit: str


@dataclass(frozen=True)
class Frame:
    """Everything around the rows."""

    tabs: Sequence[dict[str, Any]]
    facets: Sequence[Facet]
    chips: Sequence[tuple[str, str]]
    sorts: Sequence[dict[str, Any]]
    clear_url: str
    field_codes: Sequence[str]


def frame(query: Query, index: Index, results: Results | None) -> Frame:
    """Build the frame for an answer; without an engine the facets carry no counts and are left out."""
    return Frame(
        tabs=_tabs(query, index, results),
        facets=_facets(query, index, results) if results else (),
        chips=[(text, address(without, index)) for text, without in _chips(query, index)],
        sorts=_sorts(query, index),
        clear_url=address(replace(query, filters=(), page=1), index),
        field_codes=[str(value).partition("/")[0] for value in query.values("field")],
    )


def address(query: Query, index: Index) -> str:
    """The URL of a question; what the reader has picked to compare goes along."""
    pairs = [*urls.dump(query, index), *(("item", name) for name in request.args.getlist("item")[:MOST])]
    return url_for("discovery.search") + (f"?{urlencode(pairs)}" if pairs else "")


def _tabs(query: Query, index: Index, results: Results | None) -> list[dict[str, Any]]:
    labels = {
        "listing": _("Results and patents"),
        "need": _("Needs"),
        "organisation": _("Organisations"),
    }
    counts = {b.value: b.count for b in results.facets.get("kind", ())} if results else {}
    current = (query.kinds or ("listing",))[0]
    return [
        {
            "label": label,
            # A filter of one kind means nothing to another: a tab keeps the words and drops the filters.
            "url": address(replace(query, kinds=(kind,), filters=query.filters if kind == current else (), page=1,
                                   sort=""), index),
            "current": kind == current,
            "count": counts.get(kind, 0) if results else None,
        }
        for kind, label in labels.items()
    ]  # fmt: skip


def _facets(query: Query, index: Index, results: Results) -> list[Facet]:
    kind = (query.kinds or ("listing",))[0]
    names = index.kinds.get(kind, frozenset(index.fields))
    found = []
    for name in sorted(index.facet_names(), key=lambda name: name in LAST_FACETS):
        if name in HIDDEN_FACETS or name not in names:
            continue
        spec = index.fields[name]
        buckets = results.facets.get(name, ())
        if not buckets and not query.values(name):
            continue
        options = [Option(b.value, value_label(spec, b.value), b.count, b.chosen) for b in buckets]
        found.append(_facet(spec, query, _nested(options) if isinstance(spec, Tree) else options))
    return found


def _facet(spec: Field, query: Query, options: Sequence[Option]) -> Facet:
    typed = next((v for v in query.values(spec.name) if isinstance(v, Range) and v.closed), None)
    money = isinstance(spec, Money)
    return Facet(
        name=spec.name, param=spec.param, title=str(spec.label or spec.name), options=options,
        is_range=isinstance(spec, Number) and not isinstance(spec, Date),
        low=_bound(typed.low, money) if typed else "", high=_bound(typed.high, money) if typed else "",
        unit=_("10,000 yuan") if money else "",
    )  # fmt: skip


def _bound(value: int | None, money: bool) -> str:
    if value is None:
        return ""
    return f"{value / 1_000_000:g}" if money else str(value)


def _nested(options: Iterable[Option]) -> list[Option]:
    """Values of a tree under their parents: `field` and `field/technology`."""
    top = {option.value: option for option in options if "/" not in option.value}
    below: dict[str, list[Option]] = {}
    for option in options:
        if "/" in option.value:
            below.setdefault(option.value.partition("/")[0], []).append(option)
    return [
        replace(
            option,
            # Children of one's choice only: a hundred key technologies at once help nobody.
            children=below.get(value, []) if option.selected or any(c.selected for c in below.get(value, ())) else (),
        )
        for value, option in top.items()
    ]


def _chips(query: Query, index: Index) -> list[tuple[str, Query]]:
    chips = []
    for name, values in dict(query.filters).items():
        spec = index.filter_field(name)
        for value in values:
            chips.append((filter_label(spec, value), query.without(name, value)))
    return chips


def _sorts(query: Query, index: Index) -> list[dict[str, Any]]:
    kind = (query.kinds or ("listing",))[0]
    labels = {
        "relevance": _("Relevance"), "newest": _("Newest"), "maturity": _("Maturity"), "price": _("Price"),
        "benefit": _("Green benefit"),
    }  # fmt: skip
    offered = ["relevance"] if query.text else []
    allowed = index.kinds.get(kind, frozenset(index.fields))
    offered += [name for name, (spec, _sort) in index.sorts.items() if spec.name in allowed]
    current = query.sort or ("relevance" if query.text else "newest")
    return [
        {
            "label": labels.get(name, name),
            "value": name,
            "url": address(replace(query, sort=name, page=1), index),
            "current": name == current,
        }
        for name in offered
    ]
