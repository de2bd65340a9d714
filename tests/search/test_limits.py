"""No question, whatever is typed into the box, becomes a query that is expensive by its size or its kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from search import Index, Query
from search.analysis.lexicon import Lexicon
from search.analysis.synonyms import Synonym, Synonyms
from search.box import MAX_CHARACTERS, parse_box
from search.box import MAX_CLAUSES as MAX_PARTS
from search.elastic.compile import Compiler
from search.fields import Date, Text
from search.plan import AllOf, AnyOf, AtLeast, Constant, DisMax, Node, Not, Plan
from search.planner import plan
from search.query import MAX_WINDOW
from tests.search.house import INDEX, PUBLIC, analysis

MAX_CLAUSES = 1_024  # the least that a cluster accepts in one query, however small its heap
MOST_POINTS = MOST_DECIDING = 256  # clauses that give points, clauses that decide about a hit
MAX_DEPTH = 30  # nesting that a cluster accepts
ALLOWED = {
    "bool", "term", "terms", "match_phrase", "dis_max", "constant_score", "range", "match_all", "match_none",
}  # fmt: skip

# As many texts as the site has, each with every column.
WIDE = Index(
    "wide",
    [Text(f"text{n}", phrase=1, bigrams=True, english=True, exact=True) for n in range(6)]
    + [Date("published_at", sort="newest")],
)
TERMS = ["储能", "余热", "电池", "热泵", "lifepo4"]
RICH = Lexicon(
    Synonyms(Synonym(term, text) for term in TERMS for text in [term, *(f"{term}{number}号" for number in range(9))])
)
PIECES = st.one_of(
    st.sampled_from([*TERMS, "全钒液流电池", "CN202210123456.7", "H01M 10/0525", "fe-cr-ni", "*", "~2", "a:b", "/x/"]),
    st.text(alphabet="储能余热回收钒液流光伏组件", min_size=1, max_size=60),
    st.text(max_size=30),
)
BOXES = st.lists(st.tuples(st.sampled_from(["", "-", '"', "标题:"]), PIECES), max_size=20).map(
    lambda parts: " ".join(before + text for before, text in parts)
)


def depths_of(node: Node | None, depth: int = 1) -> Iterator[int]:
    """Depth of every leaf clause."""
    match node:
        case None:
            return
        case AnyOf() | AllOf() | AtLeast() | DisMax():
            for clause in node.clauses:
                yield from depths_of(clause, depth + 1)
        case Constant() | Not():
            yield from depths_of(node.clause, depth + 1)
        case _:
            yield depth


def asked_at_once(one: Plan) -> list[int]:
    """Leaf clauses of the scored query of one rung, which holds more than its counting query."""
    nodes = [*one.base, *(node for _name, node in one.filters), one.match, one.score]
    return [depth for node in nodes for depth in depths_of(node)]


def kinds_of(body: Any) -> Iterator[str]:
    """Names of the query clauses in a body for the cluster."""
    if isinstance(body, list):
        for part in body:
            yield from kinds_of(part)
    elif isinstance(body, dict) and len(body) == 1 and isinstance(next(iter(body.values())), dict):
        ((name, inner),) = body.items()
        yield name
        for part in ("must", "should", "filter", "must_not", "queries"):
            yield from kinds_of(inner.get(part, []))


@given(BOXES, st.sampled_from(["", "newest"]))
def test_no_plan_is_larger_than_an_engine_takes(box: str, sort: str) -> None:
    asked = Query(audience=PUBLIC, text=parse_box(box, WIDE), sort=sort)
    assert len(asked.text.source) <= MAX_CHARACTERS
    assert len(asked.text.clauses) <= MAX_PARTS
    made: Plan | None = plan(asked, WIDE, analysis(), RICH)
    while made is not None:
        depths = asked_at_once(made)
        assert len(depths) <= MAX_CLAUSES
        assert max(depths) <= MAX_DEPTH
        assert made.offset + made.limit <= MAX_WINDOW
        made = made.fallback


@given(BOXES | st.text(alphabet="储能余热回收钒液流光伏组件 ", min_size=100), st.sampled_from(["", "newest"]))
def test_a_long_question_gives_points_within_the_limit(box: str, sort: str) -> None:
    made: Plan | None = plan(Query(audience=PUBLIC, text=parse_box(box, WIDE), sort=sort), WIDE, analysis(), RICH)
    while made is not None:
        points = list(depths_of(made.score))
        assert len(points) <= MOST_POINTS
        assert len(list(depths_of(made.counted))) <= len(points)
        assert len(list(depths_of(made.match))) <= MOST_DECIDING
        made = made.fallback


@given(BOXES)
def test_no_text_reaches_a_query_language(box: str) -> None:
    made = plan(Query(audience=PUBLIC, text=parse_box(box, INDEX)), INDEX, analysis(), RICH)
    body = Compiler(INDEX).query(made)
    assert set(kinds_of(body)) <= ALLOWED
