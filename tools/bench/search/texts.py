"""Synthetic listings and the questions asked of them: real texts of the demo pack taken apart and put together anew."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from typing import Any

from tools.demo.pack import pack

SEED = 20261125
LABEL = "合成"  # stands in every title, so that a synthetic listing can never be taken for an offer
ATTRIBUTION = "由演示数据拆分重组的合成文本，仅供压力测试"
_SENTENCE = re.compile(r"(?<=[。；！？.;])")
_COMMON = ("系统", "方法", "材料", "控制", "技术", "装置", "设计", "分析", "性能", "模型")


def rows(size: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """`size` rows of the shape of the pack's listings. The same seed gives the same rows."""
    chance = random.Random(seed)  # noqa: S311 (reproducible, not secret)
    bases = [row for row in pack("listings") if row["kind"] == "result" and row["published_days_ago"] is not None]
    titles = [row["content"]["title"]["zh"] for row in bases]
    sentences = [part for row in bases for part in _SENTENCE.split((row["content"]["solution"] or {}).get("zh") or "")]
    sentences = [part for part in sentences if len(part) > 12]
    keywords = [word for row in bases for word in row["content"]["keywords"]]
    for number in range(size):
        row = copy.deepcopy(chance.choice(bases))
        content = row["content"]
        content["title"] = {"zh": f"{_spliced(chance, titles)}（{LABEL}{number}）", "en": None}
        content["solution"] = {"zh": "".join(chance.sample(sentences, 6))[:1500], "en": None}
        content["keywords"] = list(dict.fromkeys(chance.sample(keywords, 5)))
        row |= {"key": f"{LABEL}-{number}", "source": {**row["source"], "attribution": ATTRIBUTION}}
        yield row


def _spliced(chance: random.Random, titles: list[str]) -> str:
    first, second = chance.sample(titles, 2)
    return first[: max(4, len(first) // 2)] + second[len(second) // 2 :]


def questions(count: int, seed: int = SEED) -> list[str]:
    """What people ask, in shares: keywords 30 %, two keywords 25 %, parts of titles 25 %, titles, sentences, common."""
    chance = random.Random(seed + 1)  # noqa: S311 (reproducible, not secret)
    contents = [row["content"] for row in pack("listings")]
    keywords = [word for content in contents for word in content["keywords"]]
    titles = [content["title"]["zh"] for content in contents]
    needs = [row["problem"]["zh"] for row in pack("needs")]
    kinds = [
        (30, lambda: chance.choice(keywords)),
        (25, lambda: " ".join(chance.sample(keywords, 2))),
        (25, lambda: _part(chance, chance.choice(titles))),
        (10, lambda: chance.choice(titles)),
        (5, lambda: chance.choice(needs)),
        (5, lambda: chance.choice(_COMMON)),
    ]
    weights = [weight for weight, _make in kinds]
    return [make() for _weight, make in chance.choices(kinds, weights, k=count)]


def _part(chance: random.Random, title: str) -> str:
    start = chance.randrange(max(1, len(title) - 6))
    return title[start : start + 6]
