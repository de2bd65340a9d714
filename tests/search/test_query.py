"""A question cannot exist without readers, beyond its limits, or in two spellings."""

from __future__ import annotations

import pytest

from search import Query, QueryError, Range
from search.box import parse_box
from tests.search.house import INDEX, PUBLIC


def test_there_is_no_question_without_an_audience() -> None:
    with pytest.raises(TypeError):
        Query()  # type: ignore[call-arg]
    for audience in (frozenset(), frozenset({""})):
        with pytest.raises(QueryError) as caught:
            Query(audience=audience)
        assert caught.value.field == "audience"


@pytest.mark.parametrize(
    ("arguments", "field", "code"),
    [
        ({"page": 0}, "page", "out_of_bounds"),
        ({"size": 0}, "size", "out_of_bounds"),
        ({"size": 101}, "size", "out_of_bounds"),
        ({"page": 51}, "page", "too_deep"),
        ({"filters": {"trl": tuple(map(str, range(21)))}}, "trl", "too_many_values"),
        ({"filters": {"trl": (Range(1, 2), Range(4, 5))}}, "trl", "too_many_values"),
        ({"filters": {str(n): tuple(map(str, range(16))) for n in range(4)}}, "filters", "too_many_values"),
    ],
)
def test_limits(arguments: dict[str, object], field: str, code: str) -> None:
    with pytest.raises(QueryError) as caught:
        Query(audience=PUBLIC, **arguments)  # type: ignore[arg-type]
    assert (caught.value.field, caught.value.code) == (field, code)


def test_equal_questions_are_equal_however_they_were_put() -> None:
    one = Query(audience={"public"}, filters={"b": ("x",), "a": ("y", "y", "")}, deadline=5.0)  # type: ignore[arg-type]
    two = Query(audience=PUBLIC, filters=(("a", ("y",)), ("b", ("x",)), ("c", ())))
    assert one == two
    assert hash(one) == hash(two)


def test_a_filter_on_kinds_is_the_same_as_kinds() -> None:
    assert Query(audience=PUBLIC, filters={"kind": ("need",)}) == Query(audience=PUBLIC, kinds=("need",))


def test_a_range_that_says_nothing_is_no_filter() -> None:
    assert Query(audience=PUBLIC, filters={"trl": (Range(),)}) == Query(audience=PUBLIC)


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ('"熔盐焊丝" -镍', "熔盐焊丝"),
        ('标题:"液流 电池" =余热 回收 -"铅酸 电池"', "液流 电池 余热 回收"),
        ("Rijke管热声不稳定非线性动力学研究 -分岔分析", "Rijke管热声不稳定非线性动力学研究 -分岔分析"),
        ("电池 IPC:h01m10/0525", "电池 H01M 10/0525"),
        ("-镍", ""),
    ],
)
def test_the_words_of_a_box_have_no_signs(box: str, words: str) -> None:
    assert parse_box(box, INDEX).words == words
