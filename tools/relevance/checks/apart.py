"""Storage of data and storage of energy never stand together in a top ten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.document import Value
from tools.relevance.asker import Asker
from tools.relevance.checks.check import Check, Finding
from tools.relevance.metrics import CUT
from tools.relevance.site import Catalogue

DATA, ENERGY = "存储", "储能"
OF_DATA = (
    "存储", "数据存储", "分布式存储", "存储系统", "存储装置", "存储设备", "存储方法", "云存储", "区块链存储",
    "安全存储",
    "大数据存储", "海量数据存储", "存储服务器", "可信存储", "加密存储", "存储资源调度", "固态存储器", "文件存储",
    "數據存儲", "存储 安全", "怎么把数据存储得更安全", "物联网数据存储", "data storage", "存储器", "存储优化",
)  # fmt: skip
OF_ENERGY = (
    "储能", "储能系统", "分布式储能", "储能装置", "储能设备", "储能方法", "云储能", "共享储能", "储能柜",
    "储能安全",
    "飞轮储能", "压缩空气储能", "相变储能", "移动储能", "储能电站", "储能资源调度", "储能逆变器", "光伏储能",
    "儲能系統",
    "储能 优化", "怎么给电站配储能", "物联网储能", "energy storage", "储能器", "储能电池",
)  # fmt: skip


def _cases(asker: Asker, catalogue: Catalogue) -> Iterator[Finding]:
    words = {document.id: _words(document.fields.values()) for document in catalogue.documents}
    for asked, other, texts in ((DATA, ENERGY, OF_DATA), (ENERGY, DATA, OF_ENERGY)):
        for text in texts:
            top = [hit.id for hit in asker.ask(text, size=CUT, kinds=("listing",)).hits]
            mixed = [id for id in top if other in words[id] and asked not in words[id]]
            yield f"{text}: {', '.join(mixed)} is about {other} only" if mixed else None


def _words(values: Iterable[Value]) -> str:
    """All text of a document."""
    return " ".join(part for value in values for part in (value if isinstance(value, tuple) else (str(value),)))


CHECK = Check("存储 and 储能 apart", _cases, 50)
