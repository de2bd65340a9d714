"""Every clause of a plan has one exact form, made of features every distribution of the server has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Query, Range
from search.analysis import Analysis
from search.box import parse_box
from search.elastic.compile import Compiler
from search.plan import (
    AllOf,
    AnyOf,
    AtLeast,
    Between,
    Constant,
    DisMax,
    Everything,
    FacetRequest,
    In,
    Node,
    Not,
    Phrase,
    Plan,
    Term,
)
from search.planner import plan
from tests.search.elastic.catalogue import INDEX

COMPILER = Compiler(INDEX)
PUBLIC = In("audience", ("public",))
BATTERY = Term("title_w", "电池")
PUMP = Term("title_w", "热泵", 2.0)

LEAVES = {"term", "terms", "match_phrase", "range", "match_all", "match_none"}
AGGREGATIONS = {"terms", "filters", "filter"}
BODY_KEYS = {"query", "aggs", "from", "size", "sort", "track_total_hits", "timeout", "stored_fields"}


def assert_core(clause: dict[str, Any]) -> None:
    """Fail for a query that is not on the list of core features."""
    ((name, body),) = clause.items()
    if name == "bool":
        assert body.keys() <= {"must", "should", "filter", "must_not", "minimum_should_match"}
        for place in ("must", "should", "filter", "must_not"):
            for inner in body.get(place, []):
                assert_core(inner)
    elif name == "dis_max":
        assert body.keys() == {"queries", "tie_breaker"}
        for inner in body["queries"]:
            assert_core(inner)
    elif name == "constant_score":
        assert body.keys() == {"filter", "boost"}
        assert_core(body["filter"])
    else:
        assert name in LEAVES


def assert_core_aggregations(aggs: dict[str, Any]) -> None:
    """Fail for an aggregation that is not on the list."""
    for aggregation in aggs.values():
        ((name, body),) = [(name, body) for name, body in aggregation.items() if name != "aggs"]
        assert name in AGGREGATIONS
        for inner in body["filters"].values() if name == "filters" else [body] if name == "filter" else []:
            assert_core(inner)
        assert_core_aggregations(aggregation.get("aggs", {}))


@pytest.mark.parametrize(
    ("node", "body"),
    [
        (BATTERY, {"term": {"title_w": {"value": "电池"}}}),
        (PUMP, {"term": {"title_w": {"value": "热泵", "boost": 2.0}}}),
        (
            Phrase("title_u", ("钒", "电", "池"), 2.0),
            {"match_phrase": {"title_u": {"query": "钒 电 池", "boost": 2.0}}},
        ),
        (AnyOf(()), {"match_none": {}}),
        (AllOf(()), {"match_all": {}}),
        (AtLeast(0, ()), {"match_all": {}}),
        (AtLeast(3, (BATTERY, PUMP)), {"match_none": {}}),
        (In("coop", ("licence", "equity")), {"terms": {"coop": ["licence", "equity"]}}),
        (In("deleted", ("0",)), {"terms": {"deleted": [False]}}),
        (In("open_licence", ("1", "0")), {"terms": {"open_licence": [True, False]}}),
        (Between("trl", 4, 7, closed=False), {"range": {"trl": {"gte": 4, "lt": 7}}}),
        (Between("trl", None, 7), {"range": {"trl": {"lte": 7}}}),
        (Everything(), {"match_all": {}}),
        (
            Constant(In("title_x", ("热泵",)), 1000.0),
            {"constant_score": {"filter": {"terms": {"title_x": ["热泵"]}}, "boost": 1000.0}},
        ),
    ],
)
def test_one_clause(node: Node, body: dict[str, Any]) -> None:
    assert COMPILER.clause(node) == body


def test_clauses_that_never_score_stand_apart_from_those_that_do() -> None:
    everything = AllOf((BATTERY, In("coop", ("licence",)), Not(PUMP)))
    assert COMPILER.clause(everything) == {
        "bool": {
            "must": [{"term": {"title_w": {"value": "电池"}}}],
            "filter": [{"terms": {"coop": ["licence"]}}],
            "must_not": [{"term": {"title_w": {"value": "热泵", "boost": 2.0}}}],
        }
    }
    beside = COMPILER.clause(AnyOf((BATTERY, In("coop", ("licence",)))))
    assert beside["bool"]["should"][1] == {"constant_score": {"filter": {"terms": {"coop": ["licence"]}}, "boost": 0}}
    assert beside["bool"]["minimum_should_match"] == 1


def test_the_match_decides_and_the_score_only_orders() -> None:
    both = COMPILER.query(Plan(base=(PUBLIC,), step="all_words", match=BATTERY, score=PUMP))
    assert both == {
        "bool": {
            "filter": [{"terms": {"audience": ["public"]}}, {"term": {"title_w": {"value": "电池"}}}],
            "should": [{"term": {"title_w": {"value": "热泵", "boost": 2.0}}}],
        }
    }
    score_alone = COMPILER.query(Plan(base=(PUBLIC,), step="any_word", score=PUMP))
    assert score_alone["bool"]["must"] == [{"term": {"title_w": {"value": "热泵", "boost": 2.0}}}]
    assert "should" not in score_alone["bool"]


def test_a_page_is_asked_with_its_window_its_order_and_a_time_limit() -> None:
    page = Plan(base=(PUBLIC,), step="browse", sort=("sort_newest", True), offset=40, limit=20)
    body = COMPILER.hits(page, 480)
    assert (body["from"], body["size"], body["timeout"]) == (40, 20, "480ms")
    assert body["sort"] == [{"sort_newest": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]
    assert body["stored_fields"] == "_none_"
    assert body["track_total_hits"] == 10_000
    assert COMPILER.hits(Plan(base=(PUBLIC,), step="browse"), 1)["sort"] == ["_score", {"id": "asc"}]


def test_where_a_facet_counts_the_hits_nothing_that_cannot_reach_the_window_is_looked_at() -> None:
    filters = (("coop", In("coop", ("licence",))),)
    found = Plan(base=(PUBLIC,), step="all_words", match=BATTERY, score=PUMP, filters=filters)
    own, other = FacetRequest("coop", "coop"), FacetRequest("field", "field")
    for facets, counts in ((), 10_000), ((own,), 10_000), ((own, other), False):
        assert COMPILER.hits(replace(found, facets=facets), 500)["track_total_hits"] == counts
    counted = COMPILER.hits(replace(found, facets=(other,)), 500)["query"]["bool"]
    points, nothing = counted["must"][0]["bool"]["should"]
    assert points == {"term": {"title_w": {"value": "热泵", "boost": 2.0}}}
    assert nothing == {"match_all": {"boost": 0}}
    assert counted["filter"] == COMPILER.query(found)["bool"]["filter"]


def test_a_facet_counts_under_all_filters_but_its_own() -> None:
    trl, coop, city = Between("trl", 4, 7, closed=False), In("coop", ("licence",)), In("field", ("hydrogen",))
    asked = Plan(
        base=(PUBLIC,),
        step="all_words",
        match=BATTERY,
        filters=(("trl", trl), ("coop", coop), ("field", city)),
        facets=(
            FacetRequest("trl", "trl", ranges=(("4..7", trl),)),
            FacetRequest("coop", "coop", size=10, chosen=("licence",)),
        ),
    )
    body = COMPILER.facets(asked, 500)
    assert body["size"] == 0
    # `field` is no facet here: its filter narrows every count. The text matches unscored.
    assert body["query"]["bool"].keys() == {"filter"}
    assert {"terms": {"field": ["hydrogen"]}} in body["query"]["bool"]["filter"]
    assert body["aggs"]["trl"] == {
        "filter": {"bool": {"filter": [{"terms": {"coop": ["licence"]}}]}},
        "aggs": {"trl": {"filters": {"filters": {"4..7": {"range": {"trl": {"gte": 4, "lt": 7}}}}}}},
    }
    assert body["aggs"]["coop"] == {
        "filter": {"bool": {"filter": [{"range": {"trl": {"gte": 4, "lt": 7}}}]}},
        "aggs": {
            "coop": {"terms": {"field": "coop", "size": 10}},
            "coop:chosen": {"filters": {"filters": {"licence": {"terms": {"coop": ["licence"]}}}}},
        },
    }


def test_facets_that_count_the_same_documents_are_counted_together() -> None:
    trl = Between("trl", 4, 7, closed=False)
    asked = Plan(
        base=(PUBLIC,),
        step="browse",
        filters=(("trl", trl),),
        facets=(
            FacetRequest("field", "field"),
            FacetRequest("trl", "trl", ranges=(("4..7", trl),)),
            FacetRequest("coop", "coop"),
        ),
    )
    body = COMPILER.facets(asked, 500)["aggs"]
    assert {name: list(group["aggs"]) for name, group in body.items()} == {"*": ["field", "coop"], "trl": ["trl"]}
    assert body["*"]["filter"] == {"bool": {"filter": [{"range": {"trl": {"gte": 4, "lt": 7}}}]}}
    assert body["trl"]["filter"] == {"match_all": {}}


TOKENS = st.text(alphabet="电池热泵ab", min_size=1, max_size=3)
_leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Term, st.just("title_w"), TOKENS, st.floats(0.1, 5)),
    st.builds(Phrase, st.just("title_u"), st.tuples(TOKENS, TOKENS)),
    st.builds(In, st.just("coop"), st.tuples(TOKENS)),
    st.builds(Between, st.just("trl"), st.integers(0, 5), st.integers(5, 9), st.booleans()),
    st.just(Everything()),
)
NODES = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AtLeast, st.integers(0, 3), st.lists(inner, max_size=3).map(tuple)),
        st.builds(DisMax, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
        st.builds(Constant, inner, st.floats(0, 10)),
    ),
    max_leaves=12,
)


@given(NODES, NODES)
def test_any_tree_compiles_to_core_queries_only(match: Node, score: Node) -> None:
    asked = Plan(base=(PUBLIC,), step="x", match=match, score=score, facets=(FacetRequest("coop", "coop"),))
    for body in (COMPILER.hits(asked, 500), COMPILER.facets(asked, 500)):
        assert body.keys() <= BODY_KEYS
        assert_core(body["query"])
        assert_core_aggregations(body.get("aggs", {}))


@pytest.mark.parametrize(
    "text", ["全钒液流电池", '"储能系统" -铅酸', "CN202210123456.7", "a* OR title:{x}", "标题:热泵 摘要", ""]
)
def test_whatever_is_typed_becomes_core_queries(text: str) -> None:
    asked = Query(
        audience=frozenset({"public"}),
        text=parse_box(text, INDEX),
        facets=INDEX.facet_names(),
        filters={"trl": (Range(4, 7),), "price_fen": ("none",), "open_licence": ("1",)},
    )
    made: Plan | None = plan(asked, INDEX, Analysis())
    while made is not None:
        assert_core(COMPILER.hits(made, 500)["query"])
        assert_core(COMPILER.facets(made, 500)["query"])
        assert_core_aggregations(COMPILER.facets(made, 500)["aggs"])
        made = made.fallback
