"""Fictional personal names: every given name carries 示 or 例, so that none can be taken for a real person."""

from __future__ import annotations

from random import Random

SURNAMES = (
    ("陈", "Chen"), ("李", "Li"), ("王", "Wang"), ("张", "Zhang"), ("刘", "Liu"), ("杨", "Yang"), ("赵", "Zhao"),
    ("黄", "Huang"), ("周", "Zhou"), ("吴", "Wu"), ("徐", "Xu"), ("孙", "Sun"), ("胡", "Hu"), ("朱", "Zhu"),
    ("高", "Gao"), ("林", "Lin"), ("何", "He"), ("郭", "Guo"), ("马", "Ma"), ("罗", "Luo"), ("梁", "Liang"),
    ("宋", "Song"), ("郑", "Zheng"), ("谢", "Xie"), ("韩", "Han"), ("唐", "Tang"), ("冯", "Feng"), ("董", "Dong"),
    ("程", "Cheng"), ("曹", "Cao"), ("袁", "Yuan"), ("邓", "Deng"), ("许", "Xu"), ("傅", "Fu"), ("沈", "Shen"),
    ("曾", "Zeng"), ("彭", "Peng"), ("吕", "Lyu"), ("苏", "Su"), ("卢", "Lu"), ("蒋", "Jiang"), ("蔡", "Cai"),
)  # fmt: skip
MARKS = (("示", "Shi"), ("例", "Li"))
LAST = (
    ("远", "yuan"), ("清", "qing"), ("文", "wen"), ("宁", "ning"), ("川", "chuan"), ("岚", "lan"), ("明", "ming"),
    ("洁", "jie"), ("涛", "tao"), ("琳", "lin"), ("峰", "feng"), ("雅", "ya"), ("哲", "zhe"), ("欣", "xin"),
    ("达", "da"), ("瑜", "yu"), ("诚", "cheng"), ("晴", "qing"), ("松", "song"), ("怡", "yi"), ("衡", "heng"),
    ("芸", "yun"), ("航", "hang"), ("蓉", "rong"), ("恺", "kai"), ("静", "jing"), ("越", "yue"), ("嘉", "jia"),
    ("朗", "lang"), ("薇", "wei"),
)  # fmt: skip


def person(random: Random) -> dict[str, str]:
    """A name in Chinese and in pinyin, family name first."""
    (family, family_en), (mark, mark_en), (last, last_en) = (
        random.choice(SURNAMES),
        random.choice(MARKS),
        random.choice(LAST),
    )
    return {"zh": family + mark + last, "en": f"{family_en} {mark_en}{last_en}"}


def people(random: Random, number: int, taken: set[str] | None = None) -> list[dict[str, str]]:
    """Different names; `taken` holds those that may not come again and is extended."""
    used = set() if taken is None else taken
    found: list[dict[str, str]] = []
    while len(found) < number:
        name = person(random)
        if name["zh"] not in used:
            used.add(name["zh"])
            found.append(name)
    return found
