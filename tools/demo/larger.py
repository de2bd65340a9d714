"""More listing rows than the pack holds, read from the collected data at run time; nothing of this is committed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from tools.demo import sources
from tools.demo.build import SEED
from tools.demo.classify import Verdict
from tools.demo.listings import fallback, judged, listing, plain_title
from tools.demo.pack import pack
from tools.demo.paths import source

# What is least like a technology comes last, military matters never.
TECHNICAL = re.compile(
    r"系统|材料|方法|算法|设计|模型|控制|工艺|装置|技术|性能|制备|检测|仿真|结构|催化|合金|传感|网络"
)
NEVER = re.compile(r"军|武器|导弹|弹药|作战|战术|兵器|枪械|火炮|炮弹")
NEEDED = (
    "corpus/chinaxiv_zh_abstracts.jsonl.gz",
    "corpus/csl_zh_abstracts.jsonl.gz",
    "patents/cn_patents_title_ipc.csv.gz",
)


def larger(size: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Rows of the shape of listings.jsonl that bring the pack up to `size` listings.

    Texts that belong to a field come first. Those that do not follow when they are not enough: they test the load,
    carry `filler: true`, and a field by IPC section or by chance. Raises SourcesMissing at once, not at the first row.
    """
    for name in NEEDED:
        source(name)
    return _rows(size, seed)


def _rows(size: int, seed: int) -> Iterator[dict[str, Any]]:
    packed = pack("listings")
    seen = {plain_title(row["content"]["title"]["zh"]) for row in packed}
    left = size - len(packed)
    others: list[sources.RealText] = []
    for text in _texts():
        if left <= 0:
            return
        title = plain_title(text.title_zh)
        if not title or title in seen or NEVER.search(text.title_zh):
            continue
        seen.add(title)
        verdict = judged(text)
        if verdict.fields:
            left -= 1
            yield _row(text, verdict, seed, filler=False)
        else:
            others.append(text)
    others.sort(key=_unlikeness)
    for text in others[: max(left, 0)]:
        yield _row(text, fallback(text, seed), seed, filler=True)


def _unlikeness(text: sources.RealText) -> int:
    if text.kind == "patent":
        return 0
    return 1 if TECHNICAL.search(text.title_zh) else 2


def _texts() -> Iterator[sources.RealText]:
    return chain(sources.csl(), sources.chinaxiv(), sources.patents(), sources.csl(untitled=True))


def _row(text: sources.RealText, verdict: Verdict, seed: int, *, filler: bool) -> dict[str, Any]:
    row = listing(text, verdict, seed)
    return row | {"filler": True} if filler else row
