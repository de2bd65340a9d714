"""Differences to the record: paired by question, with an interval that knows chance from change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tools.relevance.compare import changes, difference
from tools.relevance.measure import half_of
from tools.relevance.metrics import Score


def scores(*values: float) -> dict[str, Score]:
    return {f"q{number}": Score(value, value, value) for number, value in enumerate(values)}


def test_equal_measurements_differ_by_nothing() -> None:
    same = scores(0.5, 1.0, 0.0)
    found = difference("ndcg", same, same)
    assert found is not None
    assert (found.mean, found.low, found.high) == (0.0, 0.0, 0.0)
    assert changes(same, same) == []


def test_one_changed_question_of_many_is_within_chance() -> None:
    found = difference("mrr", scores(*[0.5] * 50), scores(1.0, *[0.5] * 49))
    assert found is not None
    assert found.mean == 0.01
    assert found.low == 0.0 < found.high


def test_a_gain_everywhere_is_beyond_chance() -> None:
    found = difference("mrr", scores(*[0.5] * 50), scores(*[0.75] * 50))
    assert found is not None
    assert found.low == found.high == 0.25


def test_questions_that_are_new_are_not_compared() -> None:
    assert difference("mrr", {"old": Score(1, 1, 1)}, {"new": Score(0, 0, 0)}) is None


def test_the_greatest_loss_is_listed_first() -> None:
    found = changes(scores(1.0, 1.0, 0.0, 0.5), scores(0.9, 0.2, 1.0, 0.5))
    assert [change.question for change in found] == ["q1", "q0", "q2"]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.data())
def test_the_mean_lies_within_its_interval(before: list[float], data: st.DataObject) -> None:
    now = data.draw(st.lists(st.floats(0, 1), min_size=len(before), max_size=len(before)))
    found = difference("ndcg", scores(*before), scores(*now))
    assert found is not None
    assert found.low - 1e-9 <= found.mean <= found.high + 1e-9


def test_half_of_all_questions_are_kept_from_learning() -> None:
    assert sum(half_of(f"question-{number}") for number in range(1_000)) in range(450, 550)
