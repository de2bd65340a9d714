"""What counts as a way to reach a person, and what only looks like it."""

from __future__ import annotations

import pytest

from marketplace.core.disclosure import contact_data


@pytest.mark.parametrize(
    "text",
    [
        "请联系 wang@lab.example", "电话 138 0013 8000", "座机 028-85401234", "身份证 11010519491231002X",
        "卡号 6222020200112230004", "QQ: 12345678", "ＱＱ群 987654321", "微信号：low_carbon88", "WeChat id lowcarbon",
    ],
)  # fmt: skip
def test_ways_to_reach_a_person_are_found(text: str) -> None:
    assert len(contact_data(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "QQ plotting of the residuals", "QQ图检验残差正态性", "微信小程序监测平台", "专利号 202210123456.7",
        "序列号 110105194912310021", "批号 6222020200112230005", "压力 101325 Pa，流量 13800138 kg", "",
    ],
)  # fmt: skip
def test_technical_text_is_left_alone(text: str) -> None:
    assert contact_data(text) == []
