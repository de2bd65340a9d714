"""Finds measured figures in an abstract: name, value, unit and the sentence that gives the test condition."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from tools.demo.text import HAN, sentences

UNITS = (
    r"%|％|个百分点|倍|mAh/g|mAh·g-1|Wh/kg|kWh|kW·h|MW|kW|GW|W/\(m·K\)|kW·m-2|W/m2|W|MPa|kPa|GPa|Pa|°C|℃|K"
    r"|mm|μm|um|nm|cm|km|m3|m2|m/s|kg|mg/L|g/L|mg/kg|g|dB|GHz|MHz|kHz|Hz|ms|μs|ns|kV|mV|V|mA|kA|A|Ω|h|min|t/hm2|年|万元|元"
)
FIGURE = re.compile(
    rf"(?P<name>[{HAN}A-Za-z]{{2,20}}?)(?P<verb>达到了?|可达|高达|提高了?|降低了?|减少了?|提升了?|增加了?|缩短了?|节约了?|为|达|约为)"
    rf"(?:到|至)?约?\s*(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>{UNITS})(?![A-Za-z·/])"
)
VERBS = {"提高": "increase", "提升": "increase", "增加": "increase", "降低": "decrease", "减少": "decrease"}
VERBS |= {"缩短": "decrease", "节约": "decrease"}
# A figure of performance ends in one of these words; temperatures of a treatment or dates do not.
PERFORMANCE = re.compile(
    r"(?:效率|利用率|回收率|产率|收率|得率|转化率|去除率|准确率|正确率|成功率|识别率|丢包率|压缩率|命中率|释放率"
    r"|强度|韧性|硬度|致密度|密度|容量|比能量|功率|输出功|产量|寿命|精度|误差|能耗|消耗|电耗|成本|时间|延迟|时延"
    r"|开销|损耗|损失|系数|速度|速率|流量|排放量?|储量|含量|纯度|温升|效果|性能|面积|通信量|比电容)$"
)
# Leading words that belong to the sentence, not to the name of the figure.
LEAD = re.compile(
    r"^.*(?:的|其中|得到|表明|显示|分别|最终|平均|相比|条件下|情况下|工况下|作用下|温度下|以及|并且|结果|可使|使得?|现有方法)(?=[\u3400-\u9fff]{2,})"
)
NOT_LEADING = re.compile(
    r"[A-Za-z]|(?:时效|保温|反应|处理|发酵|退火|培养|干燥)时间|^[用在当对将从由若如则即而但因于为与和及且并较比其该各每]"
)
TAIL = re.compile(r"(?:可以?|仅|只|均|约|能|显著|明显|最高|最大|最低|总共|同时|进一步|平均)+$")
MOST = 4


@dataclass(frozen=True)
class Figure:
    """One figure of the abstract; `change` tells whether the value is a level or a change."""

    name_zh: str
    value: str
    unit: str
    change: str  # level | increase | decrease
    condition_zh: str


def figures(text: str) -> list[dict[str, str]]:
    """Up to four figures. The whole sentence is kept as the condition, since it names the circumstances."""
    found: dict[str, Figure] = {}
    for sentence in sentences(text):
        if len(sentence) > 220:
            continue
        for match in FIGURE.finditer(sentence):
            name = LEAD.sub("", TAIL.sub("", match["name"]))
            if not 2 <= len(name) <= 14 or NOT_LEADING.search(name) or not PERFORMANCE.search(name) or name in found:
                continue
            change = VERBS.get(re.sub(r"了$", "", match["verb"]), "level")
            found[name] = Figure(name, match["value"], match["unit"].replace("％", "%"), change, sentence)
    return [asdict(figure) for figure in list(found.values())[:MOST]]
