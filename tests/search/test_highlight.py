"""Marks on the original text: escaped first, nothing lost, the best passage shown."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.highlight import NOTHING, Marks, highlight, marks, snippet
from search.box import parse_box
from tests.search.house import INDEX, analysis

TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from(list("全钒液流電池储能軟體<b>&\"'abc LiFePO4"))
    ),
    max_size=200,
)


def wanted(text: str) -> Marks:
    """Marks of a question typed into the box."""
    return marks(parse_box(text, INDEX), analysis())


def marked(text: str, question: str) -> list[str]:
    """What is marked, as it stands in the original."""
    return [unescape(found) for found in re.findall("<mark>(.*?)</mark>", highlight(text, wanted(question)), re.DOTALL)]


@given(TEXTS, TEXTS)
def test_taking_the_marks_out_gives_the_original_back(text: str, question: str) -> None:
    html = highlight(text, wanted(question))
    assert unescape(html.replace("<mark>", "").replace("</mark>", "")) == text
    assert set(re.findall("<[^>]*>", html)) <= {"<mark>", "</mark>"}
    assert html.count("<mark>") == html.count("</mark>")


@given(TEXTS, TEXTS, st.integers(10, 150))
def test_a_snippet_is_a_passage_of_the_original(text: str, question: str, width: int) -> None:
    html = snippet(text, wanted(question), width=width)
    plain = unescape(re.sub("</?mark>", "", html))
    assert len(plain) <= width + 2
    inner = plain[1:] if plain.startswith("…") and not text.strip().startswith(plain[:1]) else plain
    inner = inner[:-1] if inner.endswith("…") and inner not in text else inner
    assert inner in text


@given(TEXTS, TEXTS)
def test_marking_is_the_same_every_time_and_marks_what_a_mark_holds(text: str, question: str) -> None:
    assert highlight(text, wanted(question)) == highlight(text, wanted(question))
    assert highlight(text, NOTHING) == highlight(text, wanted(""))


@pytest.mark.parametrize(
    ("text", "question", "found"),
    [
        ("全钒液流电池储能", "液流电池", ["液流电池"]),
        ("全釩液流電池", "钒液流", ["釩液流"]),
        ("軟體工程", "软件", ["軟體"]),
        ("ＬｉＦｅＰＯ４正极", "lifepo4", ["ＬｉＦｅＰＯ４"]),
        ("Recycling of Batteries", "battery", ["Batteries"]),
        ("station ion", "ion", ["ion"]),
        ("储能电池与电池储能", "储能 电池", ["储能电池", "电池储能"]),
        ("页岩气返排液", "气返排", ["气返排"]),
        ("清洗机器人", "电池", []),
        ("一种10kV备自投装置", "10 kV", ["10kV"]),
        ("电池与回收", "电池 -回收", ["电池"]),
    ],
)
def test_what_is_marked(text: str, question: str, found: list[str]) -> None:
    assert marked(text, question) == found


def test_text_is_escaped_before_it_is_marked() -> None:
    assert highlight("<script>电池</script>", wanted("电池")) == "&lt;script&gt;<mark>电池</mark>&lt;/script&gt;"
    assert highlight("a&amp;b", wanted("amp")) == "a&amp;<mark>amp</mark>;b"


def test_the_snippet_shows_where_most_words_are() -> None:
    text = "本项目针对储能应用。" + "无关内容，" * 60 + "全钒液流电池储能系统效率提升。" + "结论，" * 60
    assert "<mark>全钒液流电池储能</mark>" in snippet(text, wanted("全钒液流电池 储能"))


def test_a_passage_begins_after_a_full_stop_and_says_what_was_left_out() -> None:
    text = "前言很长" * 30 + "。电池回收技术" + "后文" * 80
    shown = snippet(text, wanted("电池回收"), width=60)
    assert shown.startswith("…<mark>电池回收</mark>")
    assert shown.endswith("…")


def test_no_latin_word_is_cut_at_the_edges_of_a_passage() -> None:
    sentence = "a recovery system for the waste heat of an engine raises its efficiency by several percent "
    words, text = sentence.split(), sentence * 6
    for width in range(40, 121):
        shown = snippet(text, wanted("waste heat"), width=width).strip("…")
        assert set(re.sub("</?mark>", "", shown).split()) <= set(words)
        assert "<mark>waste</mark>" in shown or "<mark>waste heat</mark>" in shown


def test_what_is_longer_than_any_word_is_cut_all_the_same() -> None:
    assert snippet("x" * 500, wanted("y"), width=60) == "x" * 60 + "…"


def test_a_pair_with_a_word_of_grammar_marks_nothing() -> None:
    wanted = marks(parse_box("厂的废水", INDEX), analysis())
    assert "<mark>" not in highlight("某电厂的运行", wanted)
    assert "<mark>废水</mark>" in highlight("含废水", wanted)


def test_words_inside_a_long_word_are_marked_where_parts_of_the_question_were_enough() -> None:
    asked, text = parse_box("发电机组 余热", INDEX), "余热发电的机组"
    assert highlight(text, marks(asked, analysis())) == "<mark>余热</mark>发电的机组"
    in_parts = highlight(text, marks(asked, analysis(), in_parts=True))
    assert in_parts == "<mark>余热发电</mark>的<mark>机组</mark>"


def test_words_of_a_wording_are_marked_where_parts_of_it_were_enough() -> None:
    asked, text = parse_box("CCUS", INDEX), "碳的地质封存"
    whole = marks(asked, analysis(), ["捕集利用与封存"])
    parts = marks(asked, analysis(), ["捕集利用与封存"], in_parts=True)
    assert "<mark>" not in highlight(text, whole)
    assert "<mark>封存</mark>" in highlight(text, parts)


def test_words_inside_a_wording_are_marked_where_parts_of_it_were_enough() -> None:
    asked, text = parse_box("LFP", INDEX), "土壤磷酸盐含量"
    assert "<mark>" not in highlight(text, marks(asked, analysis(), ["磷酸铁锂"]))
    assert "<mark>磷酸</mark>" in highlight(text, marks(asked, analysis(), ["磷酸铁锂"], in_parts=True))


def test_words_of_grammar_are_marked_only_where_nothing_else_was_asked() -> None:
    assert marked("of the heat from boilers", "how to use the heat of a boiler") == ["heat", "boilers"]
    assert marked("余热的回收", "余热 的 回收") == ["余热", "回收"]
    assert marked("余热的回收", "的") == ["的"]
    assert marked("of the heat", '"of the" heat') == ["of the", "heat"]
