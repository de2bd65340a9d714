"""Meaning is asked about questions and descriptions; names of things, lists, other scripts are left to words."""

from __future__ import annotations

import pytest

from search.semantic.rules import weight_of


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
    assert weight_of(text) > 0


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
    ],
)
def test_terms_lists_and_other_scripts_are_not(text: str) -> None:
    assert weight_of(text) == 0
