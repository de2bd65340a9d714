"""Whatever stands in the box, the search answers and raises nothing."""

from __future__ import annotations

from collections.abc import Iterator

from tools.relevance.asker import Asker
from tools.relevance.checks.check import Check, Finding
from tools.relevance.site import Catalogue

TEXTS = (
    "", " ", "　", "电", "a", "-", "--", "\"", "\"\"", "＂", "“", "“”", "”“", "()", "(((", "*", "*:*", "?",
    "~", "^2", "/", "\\",
    "AND", "OR NOT", "NOT 电池", "电池 AND", "电池 OR 储能", "-电池", "-\"\"", "-\"电池", "--电池", "标题:",
    "标题:\"", "：", "::",
    "标题:标题:电池", "IPC:", "IPC:???", "申请号:电池", "title_w:*", "_exists_:title", "电池~2", "电池^9",
    "[1 TO 2]", "{!x}",
    "; DROP TABLE listing", "' OR 1=1 --", "<script>alert(1)</script>", "${jndi:ldap://x}", "../../etc/passwd",
    "%00%ff",
    "\x00", "电\x00池", "\x1b[31m", "\r\n", "\ud800", "电\udfff池", "\ufeff电池", "\u202e池电", "😀",
    "👩\u200d🔬电池", "🇨🇳",
    "é̂̃", "ﬁ", "①②③", "ⅷ", "㎏/㎡", "１２３", "𠀀𠀁", "\U0010ffff", "电" * 200, "电池 " * 500, "a" * 10_000,
    "电" * 10_000,
    "\"" * 10_000, "-" * 10_000, "(" * 10_000, " ".join("abcdefghij" * 100),
    " ".join(f"词{n}" for n in range(2_000)),
    "1" * 40, "CN" * 50, "ZL 2022 1 0123456.X", "202210123456.8", "H01M 10/", "H01M/10", "0" * 18, "9" * 19,
    ".", "...",
    "1.5℃", "c#", "c++", ".net", "(nh4)2so4", "γ-TiAl", "α/β", "10MW", "n型", "Li-ion", "fe-cr-ni", "x" * 201,
    "\t电池\t",
)  # fmt: skip


def _cases(asker: Asker, catalogue: Catalogue) -> Iterator[Finding]:
    for text in TEXTS:
        try:
            asker.ask(text, size=10, facets=asker.backend.index.facet_names())
        except Exception as error:  # whatever it is, it is what the check looks for
            yield f"{text[:20]!a}: {type(error).__name__} {error}"
        else:
            yield None


CHECK = Check("hostile input", _cases, len(TEXTS))
