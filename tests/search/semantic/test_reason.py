"""The reason beside a hit by meaning: a sentence of the text itself, and words that truly stand there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.semantic.reason import LONGEST, reason
from tests.search.house import analysis

BODY = "本装置用于稻田。烟气中的低品位热能经换热器回收后用于供暖；控制系统另述。\n效率提高一成。"


def test_the_sentence_closest_to_the_question_is_named_and_so_are_shared_words() -> None:
    found = reason("烟气余热怎样回收", "换热装置", BODY, analysis())
    assert found.sentence == "烟气中的低品位热能经换热器回收后用于供暖；"
    assert found.shared == ("烟气", "回收")


def test_without_anything_in_common_the_title_stands_and_no_word_is_claimed() -> None:
    assert reason("battery storage", "换热装置", BODY, analysis()).sentence == "换热装置"
    assert reason("battery storage", "换热装置", BODY, analysis()).shared == ()
    assert reason("battery storage", "换热装置", "", analysis()).sentence == "换热装置"


def test_the_title_is_named_when_it_is_closer_than_any_sentence() -> None:
    found = reason("烟气余热怎样回收", "烟气余热回收换热器", "本装置用于稻田。效率提高一成。", analysis())
    assert found.sentence == "烟气余热回收换热器"


@pytest.mark.parametrize(
    "line",
    [
        "实用新型专利，公开号CN215861172U，IPC小类F16B、H01L。",
        "发明专利申请（未授权），公开号CN114148196A，IPC小类B60L。",
        "授权公告号：CN 113937892 B；申请日：2021年10月8日；主分类号 H02J 3/32。",
        "Invention patent application (not granted) CN114171643A; IPC C30B, H01L.",
        "Patent number ZL202110123456.7, filed on 2021-05-06.",
    ],
)
def test_a_line_that_only_names_numbers_and_classes_is_no_reason(line: str) -> None:
    for question in ("实用新型专利", "patent IPC H01L", "电池"):
        assert reason(question, "一种导热垫", line, analysis()).sentence == "一种导热垫"
    body = line + "\n本实用新型专利用于散热。"
    assert reason("实用新型专利散热", "导热垫", body, analysis()).sentence == "本实用新型专利用于散热。"


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=400))
def test_any_texts_give_a_reason_of_bounded_length_taken_from_them(question: str, title: str, body: str) -> None:
    found = reason(question, title, body, analysis())
    assert len(found.sentence) <= max(LONGEST, len(title))
    assert found.sentence.rstrip("…") in title + body
