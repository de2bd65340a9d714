"""One form for full-width, traditional and compatibility characters, each with its origin in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.normalise import normalise, normalise_with_offsets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＬｉＦｅＰＯ４", "lifepo4"),
        ("CO₂ ㎡ ℃", "co2 m2 °c"),
        ("釩電池", "钒电池"),
        ("軟體與網路", "软件与网络"),
        ("記憶體晶片", "内存芯片"),
        ("行程与奈米", "行程与奈米"),  # mainland text keeps its words
        ("Fe–Cr—Ni", "fe-cr-ni"),
        ("电\u3000池", "电 池"),
        ("a\x00b\ud800c\u200bd", "a b cd"),
    ],
)
def test_forms(text: str, expected: str) -> None:
    assert normalise(text) == expected


@given(st.text(max_size=200))
def test_offsets_agree_with_the_text_and_never_go_back(text: str) -> None:
    normal = normalise_with_offsets(text)
    assert normal.text == normalise(text)
    assert len(normal.starts) == len(normal.ends) == len(normal.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(normal.starts, normal.ends, strict=True))
    assert list(normal.starts) == sorted(normal.starts)


@given(st.text(st.sampled_from("電動汽車鋰電池軟體網路記憶體晶片資料庫太陽能的abc 12"), max_size=40))
def test_offsets_survive_wording_that_changes_length(text: str) -> None:
    normal = normalise_with_offsets(text)
    assert normal.text == normalise(text)
    for place in range(len(normal.text)):
        begin, end = normal.span(place, place + 1)
        assert text[begin:end]


@given(st.text(max_size=100))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(max_size=100))
def test_what_is_usual_and_what_needs_a_closer_look_are_read_alike(text: str) -> None:
    assert normalise(text + "²") == normalise(text) + "2"


def test_every_character_is_read_alike_alone_and_beside_an_unusual_one() -> None:
    codes = (code for code in range(0x10000) if not 0xD800 <= code < 0xE000)
    wrong = [chr(code) for code in codes if normalise(chr(code) + "²") != normalise(chr(code)) + "2"]
    assert wrong == []


@given(st.text(st.sampled_from("電動軟體Ａb…²，（℃\u200b\n中文"), max_size=40))
def test_offsets_lead_back_to_where_a_character_came_from(text: str) -> None:
    normal = normalise_with_offsets("甲" + text + "乙")
    assert normal.text[0] == "甲"
    assert normal.span(0, 1) == (0, 1)
    last = len(normal.text)
    assert normal.text[-1] == "乙"
    assert normal.span(last - 1, last) == (len(text) + 1, len(text) + 2)
