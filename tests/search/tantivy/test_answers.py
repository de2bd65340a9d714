"""Totals, facets and orders are those a plain count over the documents gives."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from search import Document, Query, Range, Searcher
from search.fields import NONE
from search.planner import plan
from search.results import Results
from search.tantivy import TantivyBackend
from tests.search.house import INDEX, PUBLIC, WAN, analysis, ask, listing

WORDS = ["储能", "电池", "光伏", "氢能", "回收", "地热"]
FIELDS = ["energy/storage", "energy/hydrogen", "pv", "geothermal"]
MODES = ["licence", "transfer", "equity", "development", "service"]
Fill = Callable[[Iterable[Document]], TantivyBackend]


def random_listings(count: int, seed: int) -> list[Document]:
    """Listings with random values, some not stated, some not public."""
    dice = random.Random(seed)
    documents = []
    for number in range(count):
        fields: dict[str, object] = {
            "field": tuple(dice.sample(FIELDS, dice.randint(0, 2))),
            "mode": tuple(dice.sample(MODES, dice.randint(0, 3))),
            "trl": dice.randint(1, 9),
            "published_at": dice.randint(1_577_808_000, 1_735_660_800),
            "price_fen": dice.choice([None, dice.randint(0, 300) * WAN]),
            "open_licence": dice.choice([True, False, None]),
        }
        title = " ".join(dice.sample(WORDS, 2))
        audience = PUBLIC if dice.random() < 0.8 else frozenset({"member"})
        documents.append(listing(number, title, audience=audience, **fields))
    return documents


def in_range(value: object, wanted: Range) -> bool:
    if value is None:
        return False
    assert isinstance(value, int)
    above = wanted.low is None or value >= wanted.low
    below = wanted.high is None or (value <= wanted.high if wanted.closed else value < wanted.high)
    return above and below


def has(document: Document, name: str, value: object) -> bool:
    """Whether a document has a filter's value, worked out from the document alone."""
    own = document.fields.get(name)
    if isinstance(value, Range):
        return in_range(own, value)
    if value == NONE:
        return own is None
    if name == "published_at":
        return time.gmtime(int(own) + 8 * 3600).tm_year == int(str(value))  # type: ignore[arg-type]
    if name == "open_licence":
        return own is (value == "1")
    paths = own if isinstance(own, tuple) else ()
    return any(path == value or path.startswith(f"{value}/") for path in paths)


def passes(document: Document, query: Query, left_out: str = "") -> bool:
    words = [clause.text for clause in query.text.clauses]
    title = str(document.fields["title"])
    return (
        bool(document.audience & query.audience)
        and all(word in title for word in words)
        and all(
            any(has(document, name, value) for value in values)
            for name, values in dict(query.filters).items()
            if name != left_out
        )
    )


QUESTIONS = [
    ask(),
    ask("储能"),
    ask("储能", filters={"field": ("energy",)}),
    ask(filters={"field": ("energy", "pv"), "mode": ("licence",)}),
    ask(filters={"trl": (Range(4, 7, closed=False),), "price_fen": (NONE, Range(None, 10 * WAN, closed=False))}),
    ask(filters={"published_at": ("2021", "2023"), "open_licence": ("1",), "mode": ("equity", "service")}),
    ask(filters={"price_fen": (Range(50 * WAN, 200 * WAN),)}, audience=frozenset({"public", "member"})),
]


@pytest.mark.parametrize("seed", [1, 2])
def test_totals_and_facets_are_those_of_a_plain_count(filled: Fill, seed: int) -> None:
    documents = random_listings(400, seed)
    searcher = Searcher(filled(documents), slots=1)
    for question in QUESTIONS:
        query = Query(
            audience=question.audience,
            text=question.text,
            filters=question.filters,
            facets=INDEX.facet_names(),
            deadline=time.monotonic() + 30,
        )
        results = searcher.search(query)
        assert results.total == sum(passes(document, query) for document in documents)
        assert_facets(results, query, documents)


def assert_facets(results: Results, query: Query, documents: list[Document]) -> None:
    for name, buckets in results.facets.items():
        rest = [document for document in documents if passes(document, query, left_out=name)]
        if name == "kind":
            expected = {"listing": len(rest)} if rest else {}
        elif name in ("field", "mode"):
            paths = [set(document.fields[name]) for document in rest]  # type: ignore[arg-type]
            above = [path | {part.split("/")[0] for part in path} for path in paths] if name == "field" else paths
            expected = dict(Counter(value for path in above for value in path))
        elif name == "published_at":
            years = (time.gmtime(int(document.fields[name]) + 8 * 3600).tm_year for document in rest)  # type: ignore[arg-type]
            expected = {str(year): count for year, count in Counter(years).items()}
        elif name == "open_licence":
            expected = {value: sum(has(d, name, value) for d in rest) for value in ("0", "1")}
        else:
            spec = INDEX.fields[name]
            keys = [Range(low, high, closed=False) for low, high in spec.facet.bounds]  # type: ignore[attr-defined]
            expected = {key.key: sum(has(d, name, key) for d in rest) for key in keys}
            expected |= {NONE: sum(has(d, name, NONE) for d in rest)} if name == "price_fen" else {}
        for bucket in buckets:
            assert bucket.count == expected.get(bucket.value, 0), (name, bucket)
        size = getattr(getattr(INDEX.fields.get(name), "facet", None), "size", 20)
        shown = {bucket.value for bucket in buckets}
        top = sorted(expected.values(), reverse=True)[: min(size, len(expected))]
        assert sorted((expected[value] for value in shown if value in expected), reverse=True)[: len(top)] == top


def test_a_chosen_value_is_counted_even_outside_the_most_frequent(filled: Fill) -> None:
    documents = [listing(n, mode=("a", "b", "c")) for n in range(5)] + [listing(9, mode=("rare",))]
    searcher = Searcher(filled(documents), slots=1)
    results = searcher.search(ask(filters={"mode": ("rare", "never")}, facets=("mode",)))
    shown = {bucket.value: (bucket.count, bucket.chosen) for bucket in results.facets["mode"]}
    assert shown["rare"] == (1, True)
    assert shown["never"] == (0, True)
    assert shown["a"] == (5, False)


def test_pages_of_an_order_neither_overlap_nor_skip(filled: Fill) -> None:
    documents = [listing(n, trl=n % 3 + 1, price_fen=(n % 4) * WAN if n % 5 else None) for n in range(97)]
    searcher = Searcher(filled(documents), slots=1)
    for sort in ("maturity", "price", "dearest", "newest", "relevance"):
        seen: list[str] = []
        for page in range(1, 11):
            seen += [hit.id for hit in searcher.search(ask("标题", sort=sort, page=page, size=10)).hits]
        assert len(seen) == len(set(seen)) == 97, sort


def test_documents_without_the_value_come_last_in_both_directions(filled: Fill) -> None:
    documents = [listing(1, price_fen=5), listing(2), listing(3, price_fen=9)]
    searcher = Searcher(filled(documents), slots=1)
    assert [h.id for h in searcher.search(ask(sort="price")).hits] == ["listing:0001", "listing:0003", "listing:0002"]
    assert [h.id for h in searcher.search(ask(sort="dearest")).hits] == [
        "listing:0003", "listing:0001", "listing:0002",
    ]  # fmt: skip


def test_filters_do_not_change_scores(filled: Fill) -> None:
    backend = filled([listing(1, "储能电池", field=("energy",), trl=5), listing(2, "光伏", field=("pv",))])
    scores = []
    for filters in ({}, {"field": ("energy",), "trl": (Range(1, 9),)}):
        asked = plan(ask("储能", filters=filters), INDEX, backend.analysis)
        scores.append(backend.search(asked, time.monotonic() + 5).hits[0].score)
    assert scores[0] == pytest.approx(scores[1])


def test_an_exact_title_is_first_whatever_else_is_said(filled: Fill) -> None:
    noise = [listing(n, "电池回收 电池回收 电池", body="电池回收" * 20) for n in range(30)]
    searcher = Searcher(filled([*noise, listing(99, "电池回收")]), slots=1)
    assert searcher.search(ask("电池回收")).hits[0].id == "listing:0099"


@pytest.mark.parametrize(
    "text", ["ZL 2022 1 0123456.1", "202210123456", "CN202210123456.1", "2022101234561", "ｃｎ202210123456．1"]
)
def test_every_spelling_of_a_number_finds_its_document_first(filled: Fill, text: str) -> None:
    noise = [listing(n, f"专利 {text}", body=text * 3) for n in range(5)]
    searcher = Searcher(filled([*noise, listing(77, "电池", codes=("202210123456.1",))]), slots=1)
    assert searcher.search(ask(text)).hits[0].id == "listing:0077"


def test_the_ladder_says_which_step_its_numbers_belong_to(filled: Fill) -> None:
    documents = [listing(1, "储能电池"), *(listing(n, "储能系统") for n in range(2, 9)), listing(9, "光伏")]
    searcher = Searcher(filled(documents), slots=1)
    results = searcher.search(ask("储能 电池", facets=("kind",)))
    assert (results.step, results.total) == ("any_word", 8)
    assert results.facets["kind"][0].count == 8
    assert results.hits[0].id == "listing:0001"
    assert [hit.step for hit in results.hits] == ["all_words"] + ["any_word"] * 7


def test_the_strict_step_stands_alone_with_enough_hits(filled: Fill) -> None:
    documents = [listing(n, "储能电池") for n in range(25)] + [listing(50, "储能")]
    results = Searcher(filled(documents), slots=1).search(ask("储能 电池"))
    assert (results.step, results.total) == ("all_words", 25)


def test_readers_find_only_what_their_tokens_open(filled: Fill) -> None:
    documents = [
        listing(1, "储能"),
        listing(2, "储能", audience=frozenset({"org:7"})),
        listing(3, "储能", files_member="机密参数"),
    ]
    searcher = Searcher(filled(documents), slots=1)
    assert searcher.search(ask("储能")).total == 2
    assert searcher.search(ask("储能", audience=frozenset({"public", "org:7"}))).total == 3
    assert searcher.search(ask("机密参数")).total == 0
    assert searcher.search(ask("机密参数", audience=frozenset({"public", "member"}))).total == 1


@pytest.mark.parametrize(
    "text",
    ["", "钒", "x" * 10_000, "AND OR NOT (", "title_w:电池^2", "*", "?", "[1 TO 2]", "\\", "🔋", "\x00", "\ud800",
     "'; DROP TABLE", "~", "a" * 300, '"', "-", "电" * 200, "+-&&||!(){}[]^\"~*?:\\/"],
)  # fmt: skip
def test_no_text_makes_the_engine_fail(filled: Fill, text: str) -> None:
    searcher = Searcher(filled([listing(1, "全钒液流电池"), listing(2, "x")]), slots=1)
    for sort in ("", "newest"):
        assert searcher.search(ask(text, sort=sort, facets=INDEX.facet_names())).total >= 0


def test_traditional_full_width_and_variant_spellings_find_the_same(filled: Fill) -> None:
    backend = filled([listing(1, "磷酸铁锂LiFePO4正极"), listing(2, "鋰電池回收"), listing(3, "网络软件")])
    searcher = Searcher(backend, slots=1)
    assert searcher.search(ask("ＬｉＦｅＰＯ４")).hits[0].id == "listing:0001"
    assert searcher.search(ask("锂电池")).hits[0].id == "listing:0002"
    assert searcher.search(ask("軟體")).hits[0].id == "listing:0003"


def test_explaining_names_what_shut_a_document_out(filled: Fill) -> None:
    backend = filled([listing(1, "储能", field=("pv",)), listing(2, "储能", audience=frozenset({"staff"}))])
    asked = plan(ask("储能", filters={"field": ("energy",)}), INDEX, analysis())
    assert backend.explain(asked, "listing:0001").excluded_by == ("field",)
    assert backend.explain(asked, "listing:0002").excluded_by == ("audience", "field")
    assert backend.explain(asked, "listing:0404").excluded_by == ("not_indexed",)
    assert backend.explain(plan(ask("光伏"), INDEX, analysis()), "listing:0001").excluded_by == ("match",)
    found = backend.explain(plan(ask("储能"), INDEX, analysis()), "listing:0001")
    assert found.is_hit
    assert found.score == pytest.approx(
        backend.search(plan(ask("储能"), INDEX, analysis()), time.monotonic() + 5).hits[0].score, rel=1e-4
    )


def test_pages_of_hits_with_the_same_score_go_on_by_id(filled: Fill) -> None:
    numbers = list(range(60))
    random.Random(7).shuffle(numbers)
    searcher = Searcher(filled([listing(number, "储能") for number in numbers]))
    pages = [searcher.search(replace(ask("储能"), size=7, page=page)) for page in range(1, 10)]
    found = [hit.id for page in pages for hit in page.hits]
    assert found == [f"listing:{number:04}" for number in range(60)]
