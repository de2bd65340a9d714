"""Cutting and cleaning of the real texts, and figures read from them."""

from __future__ import annotations

import pytest

from tools.demo.figures import figures
from tools.demo.text import clean, clean_english, clean_keywords, clean_title, english_summary, problem, summary

ABSTRACT = (
    "[目的]针对高原机组散热能力下降的问题，提高变流器效率。[方法]提出一种热管散热结构，并搭建试验台。"
    "[结果]结果表明，额定工况下转换效率达到98.2%，温升降低了12K。"
)


def test_a_summary_is_one_whole_sentence_of_the_text() -> None:
    found = summary(ABSTRACT)
    assert found == "提出一种热管散热结构，并搭建试验台。"
    assert len(found) <= 120


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    text = "提出一种方法，" + "其中包括若干步骤的说明，" * 20 + "最后得到结果。"
    found = summary(text)
    assert found is not None
    assert found.startswith("提出一种方法")
    assert len(found) <= 121


def test_the_problem_is_the_purpose_of_the_abstract() -> None:
    assert problem(ABSTRACT) == "针对高原机组散热能力下降的问题，提高变流器效率。"
    assert problem("对样品进行了测量。结果良好。") is None


def test_figures_keep_unit_direction_and_sentence() -> None:
    found = {row["name_zh"]: row for row in figures(ABSTRACT)}
    assert found["转换效率"]["value"] == "98.2"
    assert found["转换效率"]["unit"] == "%"
    assert found["温升"]["change"] == "decrease"
    assert "额定工况" in found["转换效率"]["condition_zh"]


@pytest.mark.parametrize("text", ["样品在 600 ℃ 下退火 2 h。", "于2016年5月测量了3个断面。"])
def test_conditions_and_dates_are_no_figures(text: str) -> None:
    assert figures(text) == []


def test_what_a_journal_prints_around_an_abstract_is_dropped() -> None:
    text = "本文研究了电缆绝缘。" * 12 + "收稿日期：2018-08-03 张某女1990年生，硕士研究生。"
    assert clean(text) == "本文研究了电缆绝缘。" * 12
    english = "The electrochemical behaviour of steel was studied in borate solutions. " * 6
    cleaned = clean_english(english + "E-mail: somebody@example.com")
    assert cleaned is not None
    assert "@" not in cleaned


def test_titles_lose_marks_and_keep_their_numbers() -> None:
    assert clean_title("基于 GNSS 的大坝变形监测 *") == "基于 GNSS 的大坝变形监测"
    assert clean_title("超临界CO2布雷顿循环分析") == "超临界CO2布雷顿循环分析"
    assert clean_title("碳排放峰值预测一以西北五省为例") == "碳排放峰值预测——以西北五省为例"
    assert clean_title("记者专访") == ""


def test_keywords_that_ran_together_are_dropped() -> None:
    assert clean_keywords(["bioenergycarbontaxcarboncapture", "biomass", "fax: 86-024-5686"], english=True) == (
        "biomass",
    )


def test_english_that_ran_together_is_not_used() -> None:
    assert clean_english("Withglobalappealtogreenandefficient utilisationofenergiesmetalorganic " * 25) is None
    assert english_summary("Short. " + "x" * 300) is None
