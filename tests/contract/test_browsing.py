"""Filters, counts, orders and pages are exactly those of the documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from search import Document, Range
from search.backend import Backend
from search.encode import ancestors
from tests.contract.catalogue import PUBLIC, VISIBLE
from tests.contract.conftest import ask, ids, load, settle

Filters = dict[str, tuple[Any, ...]]
Test = Callable[[Document], bool]


def _value(document: Document, name: str) -> Any:
    return document.fields.get(name)


def _year(document: Document) -> str | None:
    seconds = _value(document, "published_at")
    return str((datetime.fromtimestamp(seconds, UTC) + timedelta(hours=8)).year) if seconds is not None else None


def _paths(document: Document) -> set[str]:
    return {part for path in _value(document, "field") or () for part in ancestors(path)}


# Each filter with the plain statement of what it lets pass.
FILTERS: dict[str, tuple[Filters, Test]] = {
    "a parent of the tree": ({"field": ("storage",)}, lambda d: "storage" in _paths(d)),
    "a leaf of the tree": ({"field": ("storage/flow_battery",)}, lambda d: "storage/flow_battery" in _paths(d)),
    "two values of one field": (
        {"coop": ("equity", "development")},
        lambda d: bool({"equity", "development"} & set(_value(d, "coop") or ())),
    ),
    "a half-open range": (
        {"trl": (Range(4, 7, closed=False),)},
        lambda d: _value(d, "trl") is not None and 4 <= _value(d, "trl") < 7,
    ),
    "a closed range": ({"trl": (Range(4, 7),)}, lambda d: _value(d, "trl") is not None and 4 <= _value(d, "trl") <= 7),
    "not stated": ({"price_fen": ("none",)}, lambda d: _value(d, "price_fen") is None),
    "not stated or cheap": (
        {"price_fen": ("none", Range(0, 20_000_000))},
        lambda d: _value(d, "price_fen") is None or _value(d, "price_fen") <= 20_000_000,
    ),
    "a year": ({"published_at": ("2023",)}, lambda d: _year(d) == "2023"),
    "a flag": ({"open_licence": ("1",)}, lambda d: _value(d, "open_licence") is True),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_passes_exactly_its_documents(loaded: Backend, name: str) -> None:
    filters, test = FILTERS[name]
    found = ask(loaded, filters=filters)
    wanted = {document.id for document in VISIBLE if test(document)}
    assert wanted
    assert set(ids(found)) == wanted
    assert found.total == len(wanted)
    assert found.total_is_exact


PAIRS = [(a, b) for a in FILTERS for b in FILTERS if a < b and FILTERS[a][0].keys() != FILTERS[b][0].keys()]


@pytest.mark.parametrize(("one", "other"), PAIRS[::3])
def test_filters_combine_and_each_count_leaves_out_its_own(loaded: Backend, one: str, other: str) -> None:
    filters = FILTERS[one][0] | FILTERS[other][0]
    found = ask(loaded, filters=filters, facets=loaded.index.facet_names())
    passed = [d for d in VISIBLE if FILTERS[one][1](d) and FILTERS[other][1](d)]
    assert set(ids(found)) == {document.id for document in passed}
    tests = {next(iter(FILTERS[name][0])): FILTERS[name][1] for name in (one, other)}
    counts = {name: {b.value: b.count for b in buckets if b.count} for name, buckets in found.facets.items()}
    for name, expected in _expected_counts(tests).items():
        assert counts[name] == expected, name


def _expected_counts(tests: dict[str, Test]) -> dict[str, dict[str, int]]:
    """Counts by plain reading of the documents, each facet under the other filters only."""

    def under_others(name: str) -> list[Document]:
        others = [test for field, test in tests.items() if field != name]
        return [document for document in VISIBLE if all(test(document) for test in others)]

    def count(name: str, values: Callable[[Document], Any]) -> dict[str, int]:
        return dict(Counter(value for document in under_others(name) for value in values(document)))

    return {
        "kind": count("kind", lambda d: [d.kind]),
        "coop": count("coop", lambda d: set(_value(d, "coop") or ())),
        "trl": count("trl", _trl_bands),
        "price_fen": count("price_fen", _price_bands),
        "published_at": count("published_at", lambda d: [_year(d)] if _year(d) else []),
        "open_licence": count("open_licence", _flag),
    }


def _trl_bands(document: Document) -> list[str]:
    level = _value(document, "trl")
    return [f"{low}..{high}" for low, high in ((1, 4), (4, 7), (7, 10)) if level is not None and low <= level < high]


def _price_bands(document: Document) -> list[str]:
    price = _value(document, "price_fen")
    if price is None:
        return ["none"]
    return ["0..50000000" if price < 50_000_000 else "50000000.."]


def _flag(document: Document) -> list[str]:
    value = _value(document, "open_licence")
    return [] if value is None else ["1" if value else "0"]


def test_counts_follow_the_text_as_well(loaded: Backend) -> None:
    found = ask(loaded, "液流电池", facets=("field",), filters={"field": ("storage/flow_battery",)})
    counts = {bucket.value: bucket for bucket in found.facets["field"]}
    assert counts["storage/flow_battery"].count == 2
    assert counts["storage/flow_battery"].chosen


def test_a_chosen_value_that_nothing_has_is_counted_zero(loaded: Backend) -> None:
    found = ask(loaded, facets=("coop",), filters={"coop": ("barter",)})
    assert found.total == 0
    assert {bucket.value: bucket.count for bucket in found.facets["coop"] if bucket.chosen} == {"barter": 0}


ORDERS: dict[str, Callable[[Document], Any]] = {
    "newest": lambda d: None if _value(d, "published_at") is None else -_value(d, "published_at"),
    "maturity": lambda d: None if _value(d, "trl") is None else -_value(d, "trl"),
    "price": lambda d: _value(d, "price_fen"),
}


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("text", ["", "电池"])
def test_an_order_is_kept_and_what_lacks_the_value_comes_last(loaded: Backend, sort: str, text: str) -> None:
    by_id = {document.id: document for document in VISIBLE}
    found = ids(ask(loaded, text, sort=sort))
    keys = [ORDERS[sort](by_id[id]) for id in found]
    stated = [key for key in keys if key is not None]
    assert len(found) > 3
    assert keys == sorted(stated) + [None] * (len(keys) - len(stated))


@pytest.mark.parametrize("sort", ["maturity", "price"])
@pytest.mark.parametrize(
    ("text", "filters"), [("", {}), ("电池", {}), ("", {"coop": ("licence",)}), ("", {"price_fen": ("none",)})]
)
def test_how_many_lack_the_value_of_the_order_is_told_with_the_counts(
    loaded: Backend, sort: str, text: str, filters: dict[str, Any]
) -> None:
    by_id = {document.id: document for document in VISIBLE}
    found = ask(loaded, text, sort=sort, filters=filters, facets=("kind", "price_fen"))
    keys = [ORDERS[sort](by_id[id]) for id in ids(found)]
    assert found.unstated == keys.count(None)
    assert set(found.facets) == {"kind", "price_fen"}
    assert ask(loaded, text, sort=sort, filters=filters, facets=("kind",), page=2, size=3).unstated == found.unstated


@pytest.mark.parametrize(
    "parts", [{"sort": "maturity"}, {"facets": ("kind",)}, {"sort": "newest", "facets": ("kind",)}]
)
def test_it_is_not_told_where_nothing_is_counted_or_everything_has_the_value(
    loaded: Backend, parts: dict[str, Any]
) -> None:
    assert ask(loaded, "电池", **parts).unstated is None


def test_without_text_the_newest_come_first(loaded: Backend) -> None:
    assert ids(ask(loaded))[:2] == ["listing:29", "listing:28"]


@pytest.mark.parametrize("parts", [{"sort": "maturity"}, {"sort": "newest"}, {}])
@pytest.mark.parametrize("text", ["", "电池", "回收"])
def test_pages_join_without_gap_or_overlap(loaded: Backend, text: str, parts: dict[str, Any]) -> None:
    whole = ids(ask(loaded, text, **parts))
    pages = [id for page in range(1, 9) for id in ids(ask(loaded, text, page=page, size=5, **parts))]
    assert pages == whole[:40]
    assert len(set(pages)) == len(pages)


@pytest.mark.parametrize("size", [20, 48])
@pytest.mark.parametrize("text", ["电池", "-隔膜"])
def test_pages_join_beyond_the_hundredth_hit(backend: Backend, text: str, size: int) -> None:
    """Hits that score the same are many there, and each page must break their ties as the pages before it did."""
    many = [
        Document(f"listing:{place * 37 % 240:03d}", "listing", 1, PUBLIC,
                 {"title": "设备", "abstract": "电池" * (place % 30 + 1)})
        for place in range(240)
    ]  # fmt: skip
    load(backend, many)
    settle(backend)
    pages = [id for page in range(1, 240 // size + 1) for id in ids(ask(backend, text, page=page, size=size))]
    assert len(set(pages)) == len(pages) == 240
    assert pages[:100] == ids(ask(backend, text, size=100))


@pytest.mark.parametrize("sort", ORDERS)
def test_an_order_survives_rewriting_also_among_those_without_a_value(backend: Backend, sort: str) -> None:
    """Storage order changes with every write; two pages asked a minute apart must still join."""
    load(backend, VISIBLE)
    settle(backend)
    before = ids(ask(backend, sort=sort))
    assert len(before) == len(VISIBLE)
    backend.write([replace(document, version=document.version + 1) for document in VISIBLE[::2]])
    settle(backend)
    assert ids(ask(backend, sort=sort)) == before
    pages = [id for page in range(1, 9) for id in ids(ask(backend, page=page, size=5, sort=sort))]
    assert pages == before[:40]


def test_a_page_after_the_last_is_empty_with_the_total(loaded: Backend) -> None:
    beyond = ask(loaded, page=20, size=50)
    assert beyond.hits == ()
    assert beyond.total == len(VISIBLE)


def test_a_question_without_hits_tells_what_there_is_without_each_filter(loaded: Backend) -> None:
    filters: Filters = {"field": ("storage",), "published_at": ("1999",), "coop": ("equity",)}
    answer = ask(loaded, filters=filters, facets=("field", "published_at", "coop"))
    tests = {
        "field": lambda d: "storage" in _paths(d),
        "published_at": lambda d: _year(d) == "1999",
        "coop": lambda d: "equity" in (_value(d, "coop") or ()),
    }
    assert answer.total == 0
    assert answer.without == {
        left_out: sum(all(test(d) for name, test in tests.items() if name != left_out) for d in VISIBLE)
        for left_out in tests
    }
    assert answer.without["published_at"] > 0


def test_what_there_is_without_a_filter_is_what_the_question_then_answers(loaded: Backend) -> None:
    wanted: Filters = {"published_at": ("1999",)}
    for words in ("全钒液流电池", "电池 储能 系统", "氢能 电池 隔膜"):
        answer = ask(loaded, words, filters=wanted, facets=("published_at",))
        then = ask(loaded, words, facets=("published_at",))
        assert answer.total == 0
        assert answer.without == {"published_at": then.total}
        assert then.without == {}
