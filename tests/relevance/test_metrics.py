"""The three figures, on answers small enough to reckon by hand."""

from __future__ import annotations

import math

import pytest

from tools.relevance.metrics import Score, mean, score


def test_the_first_place_counts_fully() -> None:
    assert score(["a", "b"], {"a": 1}) == Score(1.0, 1.0, 1.0)


def test_later_places_count_less() -> None:
    found = score(["x", "y", "a"], {"a": 1})
    assert found == Score(1 / 3, 1 / math.log2(4), 1.0)


def test_several_answers_are_measured_against_the_best_order() -> None:
    found = score(["a", "x", "b"], {"a": 1, "b": 1, "c": 1})
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert found.ndcg == pytest.approx((1 + 1 / math.log2(4)) / ideal)
    assert found.recall == pytest.approx(2 / 3)


def test_a_better_answer_is_worth_more() -> None:
    best, swapped = score(["a", "b"], {"a": 3, "b": 1}), score(["b", "a"], {"a": 3, "b": 1})
    assert best.ndcg == 1.0
    assert swapped.ndcg == pytest.approx((1 + 7 / math.log2(3)) / (7 + 1 / math.log2(3)))
    assert swapped.mrr == 1.0


def test_beyond_the_tenth_place_only_recall_sees() -> None:
    ranked = [f"x{place}" for place in range(10)] + ["a"]
    assert score(ranked, {"a": 1}) == Score(0.0, 0.0, 1.0)
    assert score([f"x{place}" for place in range(100)] + ["a"], {"a": 1}).recall == 0.0


def test_more_than_ten_answers_can_still_be_perfect() -> None:
    ranked = [f"a{place}" for place in range(12)]
    assert score(ranked, dict.fromkeys(ranked, 1)).ndcg == pytest.approx(1.0)


def test_the_mean_is_over_questions() -> None:
    assert mean([Score(1, 1, 1), Score(0, 0.5, 1)]) == Score(0.5, 0.75, 1)
