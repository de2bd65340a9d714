"""Estimates a maturity level (13-level scale) from the wording of a real text; always marked as an estimate."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from tools.demo.sources import RealText

SCALE = "qingdao_2025"
# The first cue found decides; levels are those of the scale named above.
CUES: tuple[tuple[re.Pattern[str], int, str, str], ...] = tuple(
    (re.compile(pattern), level, zh, en)
    for pattern, level, zh, en in (
        (r"综述|进展|展望|发展脉络|review", 1, "综述或进展报告", "a review or progress report"),
        (r"推广应用|批量|产业化|投入使用|投运|已应用", 8, "应用或批量使用", "use or serial application"),
        (r"现场|示范|工程应用|试运行|田间|实测|电站运行", 7, "现场试验或工程应用", "a field test or engineering use"),
        (r"样机|研制|系统设计与实现|软件的研发|搭建了.{0,10}平台", 6, "样机或系统实现", "a prototype or a system"),
        (r"制备|合成|试验|实验|测试|检测", 4, "实验室试验", "a laboratory test"),
        (r"仿真|模拟|模型|算法|计算|优化|控制策略", 3, "模型、仿真或算法", "a model, simulation or algorithm"),
        (r"方法|方案|研究|分析", 2, "方案或分析", "a plan or analysis"),
    )
)  # fmt: skip
# A patent has only a title: the kind of document says how concrete the thing is.
PATENT_LEVELS = {"U": (5, 6, 6, 7, 8), "B": (4, 5, 6, 7), "A": (3, 4, 4, 5, 6)}
PATENT_BASIS = {
    "U": ("实用新型，装置结构明确", "a utility model with a defined device"),
    "B": ("已授权的发明", "a granted invention"),
    "A": ("公布的发明申请", "a published application for an invention"),
}


def maturity(text: RealText, random: Random) -> dict[str, Any]:
    """Level and basis. The level is the cue's, one step aside in one case of four, never outside 1 to 9."""
    if text.kind == "patent":
        letter = text.id[-1]
        level, (zh, en) = random.choice(PATENT_LEVELS[letter]), PATENT_BASIS[letter]
    else:
        level, zh, en = _cue(text)
        level = min(9, max(1, level + random.choice((0, 0, 0, 0, 0, 0, 1, -1))))
    return {
        "maturity": f"{SCALE}:{level}",
        "maturity_evidence": {
            "zh": f"演示推定，未经核验。依据：{zh}。",
            "en": f"Demonstration estimate, not verified. Basis: {en}.",
        },
    }


def _cue(text: RealText) -> tuple[int, str, str]:
    for body in (text.title_zh, text.abstract_zh):
        for pattern, level, zh, en in CUES:
            if pattern.search(body):
                return level, zh, en
    return 2, "方案或分析", "a plan or analysis"
