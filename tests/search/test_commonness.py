"""Common tokens give fewer points in a sentence, and only there; the table holds what was counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Document
from search.analysis import Analysis
from search.analysis.commonness import LEAST, RARE, telling
from search.plan import Term
from search.planner import plan
from tests.search.house import INDEX, PUBLIC, analysis, ask
from tests.search.test_planner import walk
from tools.relevance.commonness import counted

SENTENCE = "由于研究方法不同，钙钛矿电池的长期稳定性测试结果在湿热环境下存在明显差异"


def points(question: str) -> dict[str, float]:
    """Words of the title that give points, with their weights."""
    asked = plan(ask(question), INDEX, analysis())
    terms = [node for node in walk(asked.score) if isinstance(node, Term)]
    return {term.token: term.weight for term in terms if term.column == "title_w"}


def weights(score: object) -> dict[tuple[str, str], float]:
    """Points by column and token."""
    return {(node.column, node.token): node.weight for node in walk(score) if isinstance(node, Term)}


def found_by(question: str) -> set[tuple[str, str]]:
    """Column and token of the terms that find something on the rung of some words."""
    asked = plan(ask(question), INDEX, analysis())
    return set(weights((asked.fallback or asked).counted))


def test_in_a_sentence_common_words_give_fewer_points() -> None:
    given_points = points(SENTENCE)
    assert given_points["钙钛矿"] == 1.0
    assert max(given_points["研究"], given_points["结果"]) < given_points["电池"] < 1.0


@pytest.mark.parametrize("question", ["研究方法", "钙钛矿 电池 稳定性 研究", "钙钛矿电池长期稳定性的研究方法"])
def test_a_name_of_a_thing_is_taken_as_it_stands(question: str) -> None:
    assert set(points(question).values()) == {1.0}


def test_a_sentence_demands_and_finds_what_it_did() -> None:
    asked = plan(ask(SENTENCE), INDEX, analysis())
    assert asked.step == "any_word"
    assert {"研究", "方法", "钙钛矿", "电池", "稳定性"} <= points(SENTENCE).keys()


@pytest.mark.parametrize("other", ['"提钒"', "title:提钒", "ZL202210123456.1"])
@pytest.mark.parametrize("words", [SENTENCE, "提钒 工艺", "钒"])
def test_points_do_not_depend_on_where_another_part_stands(words: str, other: str) -> None:
    before, after = (plan(ask(text), INDEX, analysis()) for text in (f"{other} {words}", f"{words} {other}"))
    assert weights(before.score) == weights(after.score)
    assert weights(before.counted) == weights(after.counted)


def test_what_is_quoted_between_them_makes_no_question_of_few_words_out_of_many() -> None:
    whole, parted = "钙钛矿 电池 提钒 工艺", '钙钛矿 电池 "隔膜" 提钒 工艺'
    assert {("title_u", "提"), ("title_u", "钒")} <= found_by(whole) & found_by(parted)


@given(st.text(min_size=1, max_size=6), st.sampled_from(["title_w", "body_b", "keywords_u", "body_en"]))
def test_every_token_tells_something(token: str, column: str) -> None:
    assert LEAST <= telling(column, token) <= 1


def test_the_kind_of_column_counts_not_its_name() -> None:
    assert telling("title_w", "研究") == telling("files_public_w", "研究") < telling("title_w", "钙钛矿") == 1.0
    assert telling("body_b", "研究") != telling("body_en", "研究") == 1.0


def papers() -> Iterator[Document]:
    for number in range(1000):
        words = ["研究", *(["电池"] if number % 100 == 0 else []), *(["隔膜"] if number == 0 else [])]
        yield Document(f"paper:{number}", "paper", 1, PUBLIC, {"title": "。".join(words), "keywords": ("heat pumps",)})


def test_what_is_counted_is_the_share_of_the_texts() -> None:
    found = {(kind, token): share for kind, token, share in counted(papers(), Analysis())}
    assert found["w", "研究"] == found["en", "pump"] == 1000.0
    assert found["w", "电池"] == found["b", "电池"] == 10.0
    assert ("w", "隔膜") not in found, f"rarer than {RARE}"
