"""Fields and key technologies by words: the pairs that are easily taken for one another."""

from __future__ import annotations

import pytest

from tests.demo.vocabulary import plan_codes
from tools.demo.classify import Document, classify, lexicons
from tools.demo.written import FIELDS


def fields(title: str, *, ipc: tuple[str, ...] = (), abstract: str = "", keywords: tuple[str, ...] = ()) -> set[str]:
    return set(classify(Document(title, keywords, abstract, ipc)).fields)


def test_there_is_a_lexicon_per_field_with_codes_of_the_plan() -> None:
    assert set(lexicons()) == set(FIELDS)
    for lexicon in lexicons().values():
        assert set(lexicon.technologies) <= plan_codes()


@pytest.mark.parametrize(
    ("title", "ipc", "expected"),
    [
        ("一种分布式存储系统的纠删码修复方法", ("G06F",), {"data_storage"}),
        ("面向云存储的数据去重与加密方法", ("H04L",), {"data_storage"}),
        ("一种锂离子电池储能系统的能量管理方法", ("H02J",), {"energy_storage"}),
        ("全钒液流电池电堆及其密封结构", ("H01M",), {"energy_storage"}),
        ("一种水电站水轮机导叶漏水检测方法", ("F03B",), {"hydropower"}),
        ("碱性水电解制氢装置及其控制方法", ("C25B",), {"hydrogen"}),
        ("页岩气水平井压裂返排液处理装置", ("C02F", "E21B"), {"natural_gas"}),
        ("一种海上风力发电机组叶片防冰装置", ("F03D",), {"wind"}),
        ("单晶硅光伏组件的隐裂检测方法", ("H02S",), {"silicon_pv"}),
        ("核反应堆主泵轴承监测装置", ("G21C",), {"nuclear"}),
        ("一种地热井防垢换热装置", ("F24T",), {"geothermal"}),
        ("秸秆厌氧发酵制沼气装置", ("C12M",), {"biomass"}),
        ("配电网单相接地故障选线方法", ("G01R",), {"smart_grid"}),
        ("一种磷酸铁锂正极材料的制备方法", ("H01M",), {"power_battery"}),
        ("钒氮合金的制备方法", ("C22C",), {"vanadium_titanium"}),
    ],
)
def test_plain_cases(title: str, ipc: tuple[str, ...], expected: set[str]) -> None:
    assert expected <= fields(title, ipc=ipc)


@pytest.mark.parametrize(
    ("title", "ipc", "wrong"),
    [
        ("一种锂离子电池储能系统的能量管理方法", ("H02J",), "data_storage"),
        ("一种分布式存储系统的纠删码修复方法", ("G06F",), "energy_storage"),
        ("光伏功率预测方法、设备及计算机可读存储介质", ("G06Q",), "data_storage"),
        ("风电场调度方法、装置和存储介质", ("H02J",), "data_storage"),
        ("基于帕尔贴效应的风光互补水电联产装置", ("F24V",), "hydropower"),
        ("碱性水电解制氢装置及其控制方法", ("C25B",), "hydropower"),
        ("家用水电安装工具箱", ("B25H",), "hydropower"),
        ("一种降噪离心风机及其叶轮", ("F04D",), "wind"),
        ("隧道施工通风机的风量控制方法", ("E21F",), "wind"),
        ("钙钛矿太阳能电池及其制备方法", ("H01L",), "vanadium_titanium"),
        ("农田地温变化规律观测研究", (), "geothermal"),
        ("电气化铁路接触网检测装置", ("G01R",), "biomass"),
        ("细胞核分割方法", ("G06T",), "nuclear"),
        ("多核处理器的任务调度方法", ("G06F",), "nuclear"),
        ("Orchid 花期调控方法", (), "geothermal"),
    ],
)
def test_look_alikes_are_kept_apart(title: str, ipc: tuple[str, ...], wrong: str) -> None:
    assert wrong not in fields(title, ipc=ipc)


@pytest.mark.parametrize(
    "title", ["唐代诗歌中的自然意象", "奶牛乳腺炎的防治", "小学语文阅读教学策略", "胃癌患者术后护理"]
)
def test_texts_of_other_subjects_get_no_field(title: str) -> None:
    assert fields(title, abstract=title * 3) == set()


def test_a_vanadium_battery_is_storage_and_vanadium() -> None:
    verdict = classify(Document("全钒液流电池用钒电解液的制备方法", ("钒电解液",), "", ("H01M",)))
    assert "energy_storage" in verdict.fields
    assert "vanadium_titanium" in verdict.fields


def test_a_passing_mention_is_not_enough() -> None:
    body = "本文研究玉米叶片的光合特性。随着风电、光伏和储能的发展，人们更加关注碳排放。结果表明光合速率提高。"
    assert fields("玉米叶片光合特性研究", abstract=body) == set()
