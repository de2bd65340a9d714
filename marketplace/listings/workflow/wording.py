"""What public text must not say: praise without a figure, a pending application called a patent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marketplace.core.i18n import _

_PRAISE = re.compile(
    r"国际领先|国际先进|国际一流|世界一流|世界领先|全球领先|全球首创|国内领先|国内首创|国内一流|行业领先|行业首创"
    r"|填补.{0,6}空白|独一无二|首屈一指|无可比拟|史无前例|最先进|顶尖|颠覆性|革命性"
    r"|world[- ]leading|world[- ]class|internationally leading|globally leading|industry[- ]leading|cutting[- ]edge"
    r"|revolutionary|ground-?breaking|unprecedented|unparalleled|second to none|best in the world|first of its kind"
    r"|fills? (?:a|the) .{0,20}gap",
    re.IGNORECASE,
)

# 专利申请, 专利文献 … are not claims of a patent; nor is 已申请发明专利.
_PATENT_ZH = re.compile(r"专利(?!申请|文献|检索|代理|审查|分析|导航|法|局|待审)")
_PATENT_EN = re.compile(
    r"\bpatent(?:s|ed)?\b(?!\s+(?:applications?|pending|filings?|search|office|family))", re.IGNORECASE
)
_FILED_ZH = re.compile(r"申请|拟|待授权|未授权")
_FILED_EN = re.compile(r"\b(?:appl(?:y|ied|ying|ication)|filed|filing|pending)\b", re.IGNORECASE)
_GRANT_NUMBER = re.compile(r"\bZL\s?\d{8,12}", re.IGNORECASE)


def praise(text: str) -> list[str]:
    """Superlatives that say nothing without a figure."""
    return list(dict.fromkeys(m[0] for m in _PRAISE.finditer(text)))


def patent_claims(text: str) -> list[str]:
    """Places that call something a patent, with a little of what stands around them (V17)."""
    found = [
        _around(text, m)
        for m in _PATENT_ZH.finditer(text)
        if not _FILED_ZH.search(text[max(0, m.start() - 8) : m.start()])
    ]
    found += [
        _around(text, m)
        for m in _PATENT_EN.finditer(text)
        if not _FILED_EN.search(text[max(0, m.start() - 24) : m.start()])
    ]
    found += [m[0] for m in _GRANT_NUMBER.finditer(text)]
    return list(dict.fromkeys(found))


def shortened(items: Iterator[str] | list[str], most: int = 3) -> str:
    """The first few phrases as they stand in the text, for a sentence that quotes them."""
    listed = list(dict.fromkeys(items))
    return _("; ").join(f"“{item}”" for item in listed[:most]) + ("…" if len(listed) > most else "")


def _around(text: str, match: re.Match[str], width: int = 6) -> str:
    return " ".join(text[max(0, match.start() - width) : match.end() + width].split())
