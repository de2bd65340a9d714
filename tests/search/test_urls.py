"""Questions in URLs: writing and reading are inverse, what cannot be applied is told and never fails."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Query, QueryError, Range, urls
from search.box import parse_box
from search.fields import NONE, Keyword
from search.index import Index
from tests.search.house import INDEX, PUBLIC, WAN

EDGE = st.one_of(st.none(), st.integers(-(10**12), 10**12))
INSTANT = st.integers(-2_209_017_600, 7_258_089_599)  # from 1900-01-01 to 2199-12-31, in China
DAY = st.integers(-25_567, 84_005).map(lambda day: day * 86_400 - 28_800)
MOMENT = st.one_of(st.none(), INSTANT, DAY, DAY.map(lambda first: first + 86_399))


def _ranges(edge: st.SearchStrategy[int | None], closed: bool) -> st.SearchStrategy[Range]:
    return st.tuples(edge, edge).map(lambda edges: _ordered(*edges, closed))


def _ordered(low: int | None, high: int | None, closed: bool) -> Range:
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Range(low, high, closed)


def _numbers(
    *words: str,
    edge: st.SearchStrategy[int | None] = EDGE,
    point: st.SearchStrategy[int] = st.integers(-(10**12), 10**12),
) -> st.SearchStrategy[tuple[object, ...]]:
    buckets = st.lists(st.one_of(_ranges(edge, closed=False), *(st.just(word) for word in words)), max_size=4)
    points = st.lists(point.map(lambda number: Range(number, number)), max_size=3)
    whole = st.tuples(st.lists(_ranges(edge, closed=True), max_size=1), points).map(lambda pair: pair[0] + pair[1])
    return st.tuples(buckets, whole).map(lambda pair: (*pair[0], *pair[1]))


CODES = st.lists(st.text(min_size=1, max_size=12).filter(lambda text: text.isprintable()), max_size=3).map(tuple)
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "field": CODES,
        "mode": CODES,
        "open_licence": st.lists(st.sampled_from(["0", "1"]), max_size=2).map(tuple),
        "trl": _numbers(),
        "price_fen": _numbers(NONE),
        "published_at": _numbers("2024", "1999", edge=MOMENT, point=INSTANT),
    },
)
QUERIES = st.builds(
    lambda text, kinds, filters, sort, place, exact: Query(
        audience=PUBLIC,
        text=parse_box(text, INDEX),
        kinds=kinds,
        filters=filters,
        sort=sort,
        page=place[0],
        size=place[1],
        exact=exact,
    ),
    st.text(max_size=40),
    st.lists(st.sampled_from(["listing", "need"]), max_size=2).map(tuple),
    FILTERS,
    st.sampled_from(["", "relevance", *INDEX.sorts]),
    st.tuples(st.integers(1, 20), st.integers(1, 50)),
    st.booleans(),
).map(lambda query: replace(query, facets=urls.counted(INDEX, query.kinds, dict(query.filters))))


def test_a_page_counts_what_its_kinds_have_and_what_is_filtered_by() -> None:
    everything = urls.parse([], INDEX, audience=PUBLIC).query.facets
    needs = urls.parse([("kind", "need")], INDEX, audience=PUBLIC).query.facets
    assert everything == INDEX.facet_names()
    assert needs == ("kind", "field", "published_at")
    filtered = urls.parse([("kind", "need"), ("trl", "4..7")], INDEX, audience=PUBLIC).query.facets
    assert filtered == ("kind", "field", "trl", "published_at")


@given(QUERIES)
def test_reading_what_was_written_gives_the_same_question(query: Query) -> None:
    pairs = parse_qsl(urlencode(urls.dump(query, INDEX)), keep_blank_values=True)
    parsed = urls.parse(pairs, INDEX, audience=PUBLIC, strict=True)
    assert parsed.query == query
    assert hash(parsed.query) == hash(query)
    assert urls.dump(parsed.query, INDEX) == pairs


@given(st.lists(st.tuples(st.one_of(st.text(max_size=12), st.sampled_from(
    ["q", "page", "size", "sort", "syn", "kind", "trl", "trl_min", "trl_max", "price", "price_min", "published",
     "published_max", "field", "open_licence", "codes"])), st.text(max_size=30)), max_size=12))  # fmt: skip
def test_any_url_can_be_read(pairs: list[tuple[str, str]]) -> None:
    try:
        parsed = urls.parse(pairs, INDEX, audience=PUBLIC)
    except QueryError as error:
        if error.code != "too_deep":
            raise
        return
    again = urls.parse(urls.dump(parsed.query, INDEX), INDEX, audience=PUBLIC, strict=True)
    assert again.query == parsed.query


def parse(text: str, **rest: object) -> urls.Parsed:
    """Read the query part of a URL."""
    return urls.parse(parse_qsl(text, keep_blank_values=True), INDEX, audience=PUBLIC, **rest)  # type: ignore[arg-type]


def test_units_of_urls_are_those_of_people() -> None:
    query = parse("price_max=200.5&published_min=2024-01-01&published_max=2024-03-31&trl_min=5").query
    assert query.values("price_fen") == (Range(None, 200_500_000),)
    first, last = 1_704_038_400, 1_711_900_799  # 2024-01-01 00:00 and 2024-03-31 23:59:59 in China
    assert query.values("published_at") == (Range(first, last),)
    assert query.values("trl") == (Range(5, None),)


def test_repeated_keys_are_alternatives_and_buckets_are_half_open() -> None:
    query = parse("field=energy&field=pv&field=energy&price=10..100&price=none&published=2024").query
    assert query.values("field") == ("energy", "pv")
    assert query.values("price_fen") == (Range(10 * WAN, 100 * WAN, closed=False), NONE)
    assert query.values("published_at") == ("2024",)


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("trl=x", "trl", "bad_value"),
        ("trl_min=1.5", "trl_min", "bad_value"),
        ("price_max=nan", "price_max", "bad_value"),
        ("price_max=1e999", "price_max", "bad_value"),
        ("price_max=1e999999999", "price_max", "bad_value"),
        ("price=10..1", "price", "upside_down"),
        ("trl_min=9&trl_max=1", "trl_max", "upside_down"),
        ("trl_max=1&trl_min=9", "trl_min", "upside_down"),
        ("published=2024-01-01&published=2024-01-02", "published", "second_range"),
        ("published_min=2024-13-01", "published_min", "bad_value"),
        ("published_max=@x", "published_max", "bad_value"),
        ("published_max=20240101x", "published_max", "bad_value"),
        ("published_min=0001-01-01", "published_min", "bad_value"),
        ("published_max=9999-12-31", "published_max", "bad_value"),
        ("published=@99999999999999", "published", "bad_value"),
        ("published=@-99999999999999", "published", "bad_value"),
        ("published=1899", "published", "bad_value"),
        ("published=2200", "published", "bad_value"),
        ("syn=no", "syn", "bad_value"),
        ("open_licence=2", "open_licence", "bad_value"),
        ("sort=cheapest", "sort", "unknown_sort"),
        ("page=0", "page", "bad_value"),
        ("page=-1", "page", "bad_value"),
        ("page=１", "page", "bad_value"),
        ("size=101", "size", "bad_value"),
        ("kind=advert", "kind", "bad_value"),
        ("utm_source=x", "utm_source", "unknown_key"),
        ("title=x", "title", "unknown_key"),
        ("field_min=1", "field_min", "unknown_key"),
        ("trl=1&" + "&".join(f"field=f{n}" for n in range(21)), "field", "too_many_values"),
    ],
)
def test_what_cannot_be_applied_is_a_notice_for_people_and_an_error_for_programs(
    text: str, field: str, code: str
) -> None:
    notices = parse(text).notices
    assert [(notice.field, notice.code) for notice in notices] == [(field, code)]
    with pytest.raises(QueryError) as caught:
        parse(text, strict=True)
    assert (caught.value.field, caught.value.code) == (field, code)


def test_sixty_values_in_all() -> None:
    text = "&".join(f"{name}={number}" for name in ("field", "mode", "trl", "codes") for number in range(20))
    parsed = parse(text)
    assert sum(len(values) for _name, values in parsed.query.filters) == 60  # type: ignore[misc]
    assert {(notice.field, notice.code) for notice in parsed.notices} == {("codes", "too_many_in_all")}


def test_a_page_too_deep_is_an_error_for_everyone() -> None:
    with pytest.raises(QueryError) as caught:
        parse("page=51")
    assert caught.value.code == "too_deep"
    assert parse("page=50").query.offset == 980


def test_keys_to_pass_over_give_no_notice() -> None:
    assert parse("view=map&q=电池", ignore=("view",)).notices == ()


def test_the_default_kind_gives_way_to_the_url() -> None:
    assert parse("", kinds=("listing",)).query.kinds == ("listing",)
    assert parse("kind=need", kinds=("listing",)).query.kinds == ("need",)


def test_links_of_the_sidebar_go_back_to_page_one() -> None:
    query = parse("q=电池&field=energy&page=3").query
    assert urls.dump(query.with_value("field", "pv"), INDEX) == [("q", "电池"), ("field", "energy"), ("field", "pv")]
    assert urls.dump(query.without("field", "energy"), INDEX) == [("q", "电池")]
    assert urls.dump(query.without("field"), INDEX) == [("q", "电池")]


def test_years_without_a_meaning_are_none_and_the_others_are_kept() -> None:
    parsed = parse("published_min=1900-01-01&published_max=2199-12-31")
    assert parsed.query.values("published_at") == (Range(-2_209_017_600, 7_258_089_599),)
    assert parse("published=1900&published=2199").query.values("published_at") == ("1900", "2199")
    assert parsed.notices == ()


@pytest.mark.parametrize("text", ["q=a&q=b", "sort=newest&sort=price", "page=1&page=2", "trl_min=1&trl_min=2"])
def test_programs_learn_that_one_of_two_values_would_be_lost(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, strict=True)
    assert (caught.value.field, caught.value.code) == (text.partition("=")[0], "given_twice")
    assert parse(text).notices == ()


def test_programs_learn_that_a_question_is_too_long_for_people_it_is_cut() -> None:
    with pytest.raises(QueryError) as caught:
        parse("q=" + 334 * "电", strict=True)
    assert (caught.value.field, caught.value.code) == ("q", "text_too_long")
    assert [notice.code for notice in parse("q=" + 334 * "电").notices] == ["text_cut"]
    assert [notice.code for notice in parse("q=" + 333 * "电", strict=True).notices] == ["text_cut"]


def test_an_answer_without_pages_takes_none() -> None:
    assert parse("page=3&size=7", paged=False).query.page == 1
    assert parse("page=x", paged=False).notices == ()
    with pytest.raises(QueryError) as caught:
        parse("size=7", paged=False, strict=True)
    assert (caught.value.field, caught.value.code) == ("size", "no_pages")


def test_what_is_declared_is_what_is_read() -> None:
    known = urls.parameters(INDEX)
    names = [parameter.name for parameter in known]
    assert names == [
        "q", "kind", "codes", "field", "mode", "city", "trl", "trl_min", "trl_max", "price", "price_min", "price_max",
        "published", "published_min", "published_max", "open_licence", "sort", "syn", "page", "size",
    ]  # fmt: skip
    for name in (*names, "title", "body", "field_min", "open_licence_max", "price_fen", "published_at"):
        codes = [notice.code for notice in parse(f"{name}=7").notices]
        assert ("unknown_key" in codes) == (name not in names), name
    assert [parameter.name for parameter in urls.parameters(INDEX, paged=False)] == names[:-2]
    choices = {parameter.name: parameter.choices for parameter in known if parameter.choices}
    assert choices["kind"] == ("listing", "need")
    assert choices["sort"] == ("relevance", *INDEX.sorts)
    assert choices["open_licence"] == ("0", "1")


def test_a_field_called_like_the_end_of_a_range_keeps_its_name() -> None:
    index = Index("names", [*INDEX.fields.values(), Keyword("trl_min")])
    (found,) = [parameter for parameter in urls.parameters(index) if parameter.name == "trl_min"]
    assert (found.spec, found.edge) == (index.fields["trl_min"], "")
