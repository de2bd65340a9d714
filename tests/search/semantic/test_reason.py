"""The reason beside a hit by meaning: a sentence of the text itself, and words that truly stand there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.semantic.reason import LONGEST, reason
from tests.search.house import analysis

BODY = "本装置用于稻田。烟气中的低品位热能经换热器回收后用于供暖；控制系统另述。\n效率提高一成。"


def test_the_sentence_closest_to_the_question_is_named_and_so_are_shared_words() -> None:
    found = reason("烟气余热怎样回收", "换热装置", BODY, analysis())
    assert found.sentence == "烟气中的低品位热能经换热器回收后用于供暖；"
    assert found.shared == ("烟气", "回收")


def test_without_anything_in_common_the_first_sentence_stands_and_no_word_is_claimed() -> None:
    assert reason("battery storage", "换热装置", BODY, analysis()).sentence == "本装置用于稻田。"
    assert reason("battery storage", "换热装置", BODY, analysis()).shared == ()
    assert reason("battery storage", "换热装置", "", analysis()).sentence == "换热装置"


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=400))
def test_any_texts_give_a_reason_of_bounded_length_taken_from_them(question: str, title: str, body: str) -> None:
    found = reason(question, title, body, analysis())
    assert len(found.sentence) <= max(LONGEST, len(title))
    assert found.sentence.rstrip("…") in title + body
