"""Plans: readers first, the ladder, what must match, what only gives points, and filters by type."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search import QueryError, Range
from search.plan import AllOf, AnyOf, Between, Everything, In, Node, Not, Phrase, Plan, Term
from search.planner import plan
from search.query import Query
from tests.search.house import INDEX, PUBLIC, READERS, WAN, analysis, ask


def planned(query: Query) -> Plan:
    """The plan of a query over the house index."""
    return plan(query, INDEX, analysis())


def walk(node: object) -> list[Node]:
    """Every clause below a clause or plan, itself included."""
    if isinstance(node, Plan):
        parts = [*node.base, *(n for _, n in node.filters), node.match, node.score]
        return [found for part in parts if part is not None for found in walk(part)]
    inner = list(getattr(node, "clauses", ())) + [c for c in (getattr(node, "clause", None),) if c is not None]
    return [node, *(found for clause in inner for found in walk(clause))]  # type: ignore[list-item]


def columns_of(node: object) -> set[str]:
    """Columns that a plan looks into."""
    return {found.column for found in walk(node) if hasattr(found, "column")}


def test_every_plan_begins_with_its_readers_and_the_living() -> None:
    for query in (ask(), ask("电池"), ask("ZL202210123456.1"), ask("-电池", audience=frozenset({"staff", "org:7"}))):
        asked = planned(query)
        for rung in (asked, asked.fallback):
            if rung is not None:
                assert rung.base[:2] == (In("audience", tuple(sorted(query.audience))), In("deleted", ("0",)))


def test_fields_behind_an_audience_are_searched_only_by_those_who_open_them() -> None:
    assert not {c for c in columns_of(planned(ask("电池"))) if c.startswith("files_member")}
    assert {c for c in columns_of(planned(ask("电池", audience=READERS))) if c.startswith("files_member")}
    hidden = planned(ask("电池 -储能", audience=PUBLIC))
    assert not {c for c in columns_of(hidden) if c.startswith("files_member")}


def test_few_words_are_all_asked_for_first() -> None:
    asked = planned(ask("储能 电池"))
    assert (asked.step, asked.enough, asked.limit, asked.offset) == ("all_words", 20, 20, 0)
    assert isinstance(asked.match, AllOf)
    assert len(asked.match.clauses) == 2
    assert asked.fallback is not None
    assert (asked.fallback.step, asked.fallback.match) == ("any_word", None)
    assert asked.fallback.score == asked.score


def test_relevance_is_asked_from_the_top_as_deep_as_the_page_or_another_list_needs() -> None:
    third = replace(ask("储能 电池"), page=3)
    assert (planned(third).offset, planned(third).limit) == (0, 60)
    assert plan(third, INDEX, analysis(), depth=100).limit == 100
    assert plan(replace(third, page=6), INDEX, analysis(), depth=100).limit == 120
    newest = plan(replace(third, sort="newest"), INDEX, analysis(), depth=100)
    assert (newest.offset, newest.limit) == (40, 20)


def test_a_word_said_twice_counts_once() -> None:
    score = planned(ask("热泵 供热 热泵")).score
    assert isinstance(score, AnyOf)
    said = [clause for clause in score.clauses if isinstance(clause, Term) and clause.token == "热泵"]
    assert len(said) == len({clause.column for clause in said}) > 0


def test_a_sentence_is_asked_for_some_of_its_words() -> None:
    asked = planned(ask("如何降低高含盐工业废水蒸发结晶过程中换热器表面的结垢速率"))
    assert (asked.step, asked.fallback) == ("any_word", None)


def test_an_order_other_than_relevance_keeps_all_words_unless_nothing_has_them() -> None:
    asked = planned(ask("储能 电池", sort="newest", page=3))
    assert (asked.step, asked.enough) == ("all_words", 1)
    assert (asked.offset, asked.limit, asked.sort) == (40, 20, ("sort_newest", True))
    sentence = planned(ask("如何降低高含盐工业废水蒸发结晶过程中换热器表面的结垢速率", sort="newest"))
    assert sentence.step == "all_words"


def test_without_text_the_newest_come_first() -> None:
    asked = planned(ask(page=2))
    assert (asked.step, asked.match, asked.sort) == ("browse", Everything(), ("sort_newest", True))
    assert (asked.offset, asked.limit) == (20, 20)


def test_text_without_words_finds_nothing_rather_than_everything() -> None:
    for text in ("🔋", "！！！", "…", '"，"', '"', "-", '-""', "-！", "OR", '"-"'):
        asked = planned(ask(text, filters={"mode": ("licence",)}))
        assert (asked.step, asked.match, asked.fallback) == ("exact", AnyOf(()), None), text


def test_phrases_are_demanded_on_every_rung_and_never_have_one_token() -> None:
    asked = planned(ask('"液流电池" 储能 系统'))
    assert asked.fallback is not None
    for rung in (asked, asked.fallback):
        matched = [node for node in walk(rung.match) if isinstance(node, Phrase)]
        assert {node.tokens for node in matched} == {("液", "流", "电", "池")}
    single = planned(ask('"钒"'))
    assert not [node for node in walk(single) if isinstance(node, Phrase)]
    assert [node for node in walk(single.match) if isinstance(node, Term)]


def test_exclusions_are_part_of_the_base_so_no_facet_forgets_them() -> None:
    asked = planned(ask('储能 -"铅酸电池" -标题:锂'))
    excluded = [node for node in asked.base if isinstance(node, Not)]
    assert len(excluded) == 2
    assert columns_of(excluded[1].clause) == {"title_u"}
    assert [notice.value for notice in asked.understanding if notice.code == "excluded"] == ["铅酸电池", "锂"]


def test_only_exclusions_leave_everything_else() -> None:
    asked = planned(ask("-铅酸"))
    assert (asked.step, asked.match) == ("browse", Everything())
    assert len(asked.base) == 3


def test_addressed_words_look_into_their_field_only() -> None:
    asked = planned(ask("标题:储能"))
    assert {c.split("_")[0] for c in columns_of(asked.match)} == {"title"}
    by_code = planned(ask("市州:成都 储能"))
    assert In("city", ("成都",)) in walk(by_code.match)


def test_an_identifier_is_looked_up_as_a_code_and_told() -> None:
    asked = planned(ask("CN114567890B"))
    codes = [node.values for node in walk(asked.match) if isinstance(node, In)]
    assert codes == [("cn114567890b",), ("cn114567890",)]
    assert [(n.field, n.value) for n in asked.understanding] == [("publication", "CN114567890B")]


def test_filters_become_typed_clauses() -> None:
    query = ask(
        filters={
            "field": ("energy", "pv"),
            "trl": (Range(3, 6),),
            "price_fen": (Range(None, 10 * WAN, closed=False), "none"),
            "published_at": ("2024",),
            "open_licence": ("1",),
            "codes": ("H01M 10/0525",),
        },
        kinds=("listing",),
    )
    assert dict(planned(query).filters) == {
        "field": In("field", ("energy", "pv")),
        "trl": Between("trl", 3, 6),
        "price_fen": AnyOf((Between("price_fen", None, 10 * WAN, False), In("price_fen_none", ("1",)))),
        "published_at": Between("published_at_year", 2024, 2024),
        "open_licence": In("open_licence", ("1",)),
        "codes": In("codes", ("h01m10/0525",)),
        "kind": In("kind", ("listing",)),
    }


@pytest.mark.parametrize(
    ("arguments", "field", "code"),
    [
        ({"filters": {"nothing": ("x",)}}, "nothing", "unknown_filter"),
        ({"filters": {"title": ("x",)}}, "title", "unknown_filter"),
        ({"filters": {"trl": ("x",)}}, "trl", "bad_value"),
        ({"filters": {"trl": ("none",)}}, "trl", "bad_value"),
        ({"filters": {"trl": (Range(5, 2),)}}, "trl", "upside_down"),
        ({"filters": {"trl": (Range(1 << 63, None),)}}, "trl", "bad_value"),
        ({"filters": {"field": (Range(1, 2),)}}, "field", "bad_value"),
        ({"filters": {"open_licence": ("yes",)}}, "open_licence", "bad_value"),
        ({"filters": {"field": ("x" * 257,)}}, "field", "bad_value"),
        ({"facets": ("city",)}, "city", "unknown_facet"),
        ({"facets": ("nothing",)}, "nothing", "unknown_facet"),
        ({"sort": "cheapest"}, "sort", "unknown_sort"),
    ],
)
def test_a_question_that_cannot_be_asked_names_its_field(arguments: dict[str, object], field: str, code: str) -> None:
    with pytest.raises(QueryError) as caught:
        planned(ask("电池", **arguments))
    assert (caught.value.field, caught.value.code) == (field, code)


def test_the_longest_question_stays_within_bounds() -> None:
    asked = planned(ask("".join(chr(0x4E00 + 7 * number) for number in range(200)), audience=READERS))
    leaves = [node for node in walk(asked.score) if isinstance(node, Term | Phrase)]
    per_column: dict[str, int] = {}
    for node in leaves:
        per_column[node.column] = per_column.get(node.column, 0) + 1
    assert max(per_column.values()) <= 64 + 1
    assert len(leaves) < 1_024
