"""The frame of the result list: tabs, facets, chips, orders and pages, each a link of the same question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote_plus, urlencode

from flask import request, url_for

from marketplace.core.filter_words import filter_label, foresee, value_label
from marketplace.core.i18n import _, ngettext
from marketplace.core.money import fen_to_wan
from marketplace.discovery.queries.compare import MOST
from search import Query, Range, Results, urls
from search.fields import Date, Field, Money, Number, Tree
from search.index import Index
from search.results import Bucket

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
    """Everything around the rows; `unstated` tells how many of them come last for want of what orders them."""

    tabs: Sequence[dict[str, Any]]
    facets: Sequence[Facet]
    chips: Sequence[tuple[str, str]]
    sorts: Sequence[dict[str, Any]]
    unstated: str
    clear_url: str
    field_codes: Sequence[str]


def frame(query: Query, index: Index, results: Results | None) -> Frame:
    """Build the frame for an answer; without an engine the facets carry no counts and are left out."""
    for name, spec in index.fields.items():
        shown = results.facets.get(name, ()) if results else ()
        foresee(spec, [*query.values(name), *(bucket.value for bucket in shown)])
    return Frame(
        tabs=_tabs(query, index, results),
        facets=_facets(query, index, results) if results else (),
        chips=[(text, address(without, index)) for text, without in _chips(query, index)],
        sorts=_sorts(query, index, results),
        unstated=_unstated(query.sort, results.unstated) if results and results.unstated else "",
        clear_url=address(replace(query, filters=(), page=1), index),
        field_codes=[str(value).partition("/")[0] for value in query.values("field")],
    )


def address(query: Query, index: Index) -> str:
    """The URL of a question; what the reader has picked to compare goes along."""
    pairs = _pairs(query, index)
    return url_for("discovery.search") + (f"?{urlencode(pairs)}" if pairs else "")


def toggles(query: Query, index: Index, name: str, values: Collection[str]) -> dict[str, str]:
    """The URL for each value of a filter: of the same question with it, or without it when it is in force."""
    chosen, param = query.values(name), index.filter_field(name).param
    links = {value: address(query.without(name, value), index) for value in values if value in chosen or not value}
    if others := [value for value in values if value not in links]:
        # They differ in the one value, so the rest is written once.
        pairs = _pairs(query.with_value(name, others[0]), index)
        place = pairs.index((param, others[0]))
        before = f"{url_for('discovery.search')}?{urlencode([*pairs[:place], (param, '')])}"
        after = "".join(f"&{urlencode([pair])}" for pair in pairs[place + 1 :])
        links |= {value: before + quote_plus(value) + after for value in others}
    return links


def _pairs(query: Query, index: Index) -> list[tuple[str, str]]:
    return [*urls.dump(query, index), *(("item", name) for name in request.args.getlist("item")[:MOST])]


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
            "url": address(_of_kind(query, kind, index, is_other=kind != current), index),
            "current": kind == current,
            "count": counts.get(kind, 0) if results else None,
        }
        for kind, label in labels.items()
    ]


def _of_kind(query: Query, kind: str, index: Index, *, is_other: bool) -> Query:
    """The question put to a kind; to another one under those of its filters that mean something there."""
    if not is_other:
        return replace(query, kinds=(kind,), page=1)
    kept = {name: values for name, values in dict(query.filters).items() if name in index.kinds.get(kind, ())}
    return replace(query, kinds=(kind,), filters=kept, page=1, sort="")


def _facets(query: Query, index: Index, results: Results) -> list[Facet]:
    kind = (query.kinds or ("listing",))[0]
    names = index.kinds.get(kind, frozenset(index.fields))
    found = []
    for name in sorted(index.facet_names(), key=lambda name: name in LAST_FACETS):
        if name in HIDDEN_FACETS or name not in names:
            continue
        spec = index.fields[name]
        buckets = results.facets.get(name, ())
        if not any(bucket.count for bucket in buckets) and not query.values(name):
            continue  # nothing to choose from: none of the results states it
        shown = _opened(buckets) if isinstance(spec, Tree) else buckets
        options = [Option(urls.offered(spec, b.value), value_label(spec, b.value), b.count, b.chosen) for b in shown]
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
    return f"{fen_to_wan(value).normalize():f}" if money else str(value)


def _opened(buckets: Sequence[Bucket]) -> list[Bucket]:
    """Values of a tree without the children of what is not chosen: a hundred key technologies at once help nobody."""
    chosen = {bucket.value.partition("/")[0] for bucket in buckets if bucket.chosen}
    return [bucket for bucket in buckets if "/" not in bucket.value or bucket.value.partition("/")[0] in chosen]


def _nested(options: Iterable[Option]) -> list[Option]:
    """Values of a tree under their parents: `field` and `field/technology`."""
    below: dict[str, list[Option]] = {}
    for option in options:
        parent, slash, _child = option.value.partition("/")
        below.setdefault(parent if slash else "", []).append(option)
    return [replace(option, children=below.get(option.value, ())) for option in below.get("", ())]


def _chips(query: Query, index: Index) -> list[tuple[str, Query]]:
    chips = []
    for name, values in dict(query.filters).items():
        spec = index.filter_field(name)
        for value in values:
            chips.append((filter_label(spec, value), query.without(name, value)))
    return chips


def _unstated(sort: str, count: int) -> str:
    """A sentence for each order that goes by what not every record states."""
    sentences = {
        "maturity": ngettext("%(num)s result states no maturity and comes last.",
                             "%(num)s results state no maturity and come last.", count),
        "price": ngettext("%(num)s result states no price and comes last.",
                          "%(num)s results state no price and come last.", count),
        "benefit": ngettext("%(num)s result states no saving of greenhouse gas and comes last.",
                            "%(num)s results state no saving of greenhouse gas and come last.", count),
    }  # fmt: skip
    return sentences.get(sort, "")


def _sorts(query: Query, index: Index, results: Results | None) -> list[dict[str, Any]]:
    """The orders of the kind; without an engine nothing is known of relevance."""
    kind = (query.kinds or ("listing",))[0]
    labels = {
        "relevance": _("Relevance"), "newest": _("Newest"), "maturity": _("Maturity"), "price": _("Price"),
        "benefit": _("Green benefit"),
    }  # fmt: skip
    default = "relevance" if query.text and results else "newest"
    offered = ["relevance"] if default == "relevance" else []
    allowed = index.kinds.get(kind, frozenset(index.fields))
    offered += [name for name, (spec, _sort) in index.sorts.items() if spec.name in allowed]
    current = query.sort or default
    return [
        {
            "label": labels.get(name, name),
            "value": name,
            "url": address(replace(query, sort=name, page=1), index),
            "current": name == current,
        }
        for name in offered
    ]
