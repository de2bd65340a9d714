"""Meaning is asked about questions and descriptions; names of things, lists, other scripts are left to words."""

from __future__ import annotations

import pytest

from search.box import parse_box
from search.query import Query
from search.semantic.fuse import Weight
from search.semantic.rules import ASKED, DESCRIBED, TOLD, question_of, weight_of
from tests.search.house import INDEX


@pytest.mark.parametrize(
    "text",
    [
        "工厂排出的热气怎样再利用",
        "储能电站起火怎么办",
        "余热能不能用来发电?",
        "低品位烟气余热制冷",
        "超级电容器电极材料",
    ],
)
def test_questions_and_descriptions_are_asked(text: str) -> None:
    assert weight_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "储能",
        "余热回收",
        "磷酸铁锂 正极材料 回收",
        "LFP",
        "H01M 10/0525",
        "waste heat recovery from steel plants",
        "",
        "？？",
        "怎么办",
        "为什么？",
        "有没有 什么",
    ],
)
def test_terms_lists_and_other_scripts_are_not(text: str) -> None:
    assert weight_of(text) is None


def asked(text: str) -> str:
    return question_of(Query(audience=frozenset({"public"}), text=parse_box(text, INDEX)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("全釩液流電池的壽命", "全钒液流电池的寿命"),
        ("廢水處理 LiFePO4", "废水处理 LiFePO4"),
        ("储能电站起火怎么办", "储能电站起火怎么办"),
        ("储能电站 OR 抽水蓄能电站", ""),
    ],
)
def test_a_model_is_asked_in_the_script_it_has_learnt(text: str, meant: str) -> None:
    assert asked(text) == meant


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("钢铁厂烟气余热回收", DESCRIBED),
        ("钢铁厂烟气余热怎么回收", ASKED),
        ("现有换热器在含尘烟气中容易堵塞导致余热回收效率随运行时间快速下降", TOLD),
        ("余热回收", None),
    ],
)
def test_the_briefer_the_description_the_more_is_left_to_meaning(text: str, weight: Weight | None) -> None:
    assert weight_of(text) is weight
