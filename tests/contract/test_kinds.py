"""Kinds are counted as each would be answered: under the filters it has, on the rung its own hits lead to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from search import Document, Index, Query, Range
from search.backend import Backend
from search.box import parse_box
from search.fields import Ident, Keyword, Number, Terms, Text
from search.planner import plan
from tests.contract.conftest import ENGINES, PATIENCE, ask, load, opened, unique_name

PUBLIC = frozenset({"public"})
TITLE = Text("title", bigrams=True, phrase=2, prefixes=("标题",))
CITY = Keyword("city", facet=Terms(10))
KINDS: dict[str, list[Any]] = {
    "listing": [TITLE, CITY, Keyword("owner", facet=Terms(10)), Number("trl"), Ident("codes")],
    "need": [TITLE, CITY, Keyword("cooperation", facet=Terms(10))],
    "organisation": [TITLE],
}
# Kind, title, how many of them: listings have both words often, needs rarely, organisations never.
SHELF = [
    ("listing", "余热回收装置", 25), ("listing", "余热锅炉", 4),
    ("need", "余热回收", 2), ("need", "余热利用", 30), ("need", "尾气回收", 3),
    ("organisation", "余热研究所", 5),
]  # fmt: skip


def documents() -> Iterator[Document]:
    number = 0
    for kind, title, many in SHELF:
        for place in range(many):
            number += 1
            fields: dict[str, Any] = {"title": title}
            if kind != "organisation":
                fields["city"] = "ab"[place % 2]
            if kind == "listing":
                fields |= {"owner": "xyz"[place % 3], "trl": place % 9 + 1}
            yield Document(f"{kind}:{number:03d}", kind, 1, PUBLIC, fields)


@pytest.fixture(scope="module", params=ENGINES)
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """An engine that holds three kinds. Tests only ask it."""
    with opened(request.param, request, tmp_path_factory.mktemp("index")) as open_one:
        yield load(open_one(Index.union(unique_name(), KINDS)), list(documents()))


@pytest.mark.parametrize("text", ["", "余热", "余热回收", "余热 回收", "标题:余热 回收", '"余热" 回收', "电池 余热"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "filters", [{}, {"city": ("a",)}, {"owner": ("x",), "city": ("b",)}, {"trl": (Range(1, 9),)}, {"codes": ("H01M",)}]
)
@pytest.mark.parametrize("sort", ["", "relevance"])
def test_each_kind_counts_what_it_answers(
    shelf: Backend, text: str, kind: str, filters: dict[str, tuple[Any, ...]], sort: str
) -> None:
    filters = {name: values for name, values in filters.items() if name in shelf.index.kinds[kind]}
    found = ask(shelf, text, kinds=(kind,), filters=filters, facets=("kind", *filters.keys() - {"trl", "codes"}))
    counts = {bucket.value: bucket.count for bucket in found.facets["kind"]}
    for other, names in shelf.index.kinds.items():
        kept = {name: values for name, values in filters.items() if name in names}
        assert counts.get(other, 0) == ask(shelf, text, kinds=(other,), filters=kept, sort=sort).total, other


def test_other_kinds_are_counted_in_the_same_breath(shelf: Backend) -> None:
    query = Query(audience=PUBLIC, text=parse_box("余热 回收", shelf.index), kinds=("listing",), facets=("kind",))
    raw = shelf.search(plan(query, shelf.index, shelf.analysis), time.monotonic() + PATIENCE)
    assert raw.aside == {"kind": {"need": 35, "organisation": 5}}
