"""Clauses become the tantivy queries they should, without an index; the known traps are avoided."""

from __future__ import annotations

import re

import pytest

from search.plan import AllOf, AnyOf, AtLeast, Between, Constant, DisMax, Everything, In, Node, Not, Phrase, Term
from search.planner import plan
from search.tantivy.compile import Compiler
from search.tantivy.schema import build, fingerprint
from tests.search.house import INDEX, analysis, ask, index

RANGE = "Const(score=0, query=RangeQuery {{ bounds: BoundsRange {{ lower_bound: {}, upper_bound: {} }} }})"
COMPILER = Compiler.of(INDEX, build(INDEX))


def compiled(node: Node) -> str:
    """What tantivy shows of a query, without field numbers and term types."""
    shown = str(COMPILER.node(node)).removeprefix("Query(").removesuffix(")")
    return re.sub(r'Term\(field=\d+, type=\w+, "?([^")]*)"?\)', r"\1", re.sub(r"field: Field\(\d+\), ", "", shown))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Term("title_w", "电池"), "TermQuery(电池)"),
        (Term("title_w", "电池", 2.0), "Boost(query=TermQuery(电池), boost=2)"),
        (Phrase("title_u", ("电", "池")), "PhraseQuery { phrase_terms: [(0, 电), (1, 池)], slop: 0 }"),
        (Everything(), "Const(score=0, query=AllQuery)"),
        (AllOf(()), "Const(score=0, query=AllQuery)"),
        (AnyOf(()), "EmptyQuery"),
        (AnyOf((Everything(),)), "Const(score=0, query=AllQuery)"),
        (In("open_licence", ("1",)), "Const(score=0, query=TermQuery(true))"),
        (In("field", ()), "EmptyQuery"),
        (Constant(Term("title_w", "x"), 10.0), "Const(score=22, query=TermQuery(x))"),
        (
            Between("trl", 1, 4, closed=False),
            RANGE.format("Included(1)", "Excluded(4)"),
        ),
        (
            Between("trl", None, 4),
            RANGE.format("Unbounded", "Included(4)"),
        ),
        (
            DisMax((Term("title_w", "a"), Term("title_w", "b")), 0.3),
            "DisjunctionMaxQuery { disjuncts: [TermQuery(a), TermQuery(b)], tie_breaker: 0.3 }",
        ),
    ],
)  # fmt: skip
def test_clauses(node: Node, expected: str) -> None:
    assert compiled(node) == expected


def test_keywords_are_filters_without_a_score() -> None:
    assert compiled(In("field", ("energy",))) == "Const(score=0, query=TermQuery(energy))"
    assert compiled(In("field", ("a", "b"))).startswith("Const(score=0, query=BooleanQuery { subqueries: [(Should, ")
    many = tuple(map(str, range(40)))
    assert compiled(In("field", many)).startswith("Const(score=0, query=TermSetQuery")


def test_an_exclusion_stands_beside_everything_because_alone_it_matches_nothing() -> None:
    shown = compiled(Not(Term("title_w", "x")))
    assert "(Must, Const(score=0, query=AllQuery)), (MustNot, TermQuery(x))" in shown


def test_at_least() -> None:
    assert "minimum_number_should_match: 2" in compiled(AtLeast(2, (Everything(), Everything(), Everything())))


def test_a_phrase_of_one_token_is_refused_before_the_engine_panics() -> None:
    with pytest.raises(ValueError, match="two tokens"):
        COMPILER.node(Phrase("title_u", ("电",)))


def test_term_frequencies_are_asked_for_where_they_are_stored() -> None:
    assert COMPILER._option("title_w") == "freq"
    assert COMPILER._option("title_u") == "position"
    assert COMPILER._option("codes") == "basic"


def test_filters_and_match_give_no_points_and_facets_carry_no_scoring() -> None:
    asked = plan(ask("储能 电池", filters={"field": ("energy",)}), INDEX, analysis())
    hits = str(COMPILER.hits(asked))
    assert hits.count("(Must, Const(score=0") == 3  # audience, field, match
    assert hits.count("(MustNot, Const(score=0") == 1  # the deleted
    assert hits.count("(Should, BooleanQuery") >= 1
    assert "Boost" not in str(COMPILER.counted(asked))
    assert "PhraseQuery" not in str(COMPILER.counted(asked))


def test_a_facet_leaves_out_its_own_filter_only() -> None:
    asked = plan(ask(filters={"field": ("energy",), "mode": ("licence",)}), INDEX, analysis())
    for left_out, kept in (("field", "licence"), ("mode", "energy")):
        shown = str(COMPILER.counted(asked, left_out))
        assert kept in shown
        assert {"field": "energy", "mode": "licence"}[left_out] not in shown


def test_equal_declarations_have_equal_schemas() -> None:
    assert fingerprint(index("a")) == fingerprint(index("b"))
