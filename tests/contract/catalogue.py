"""The documents both engines are asked about, small enough to say by hand what must be found."""

from __future__ import annotations

from datetime import UTC, datetime

from search import Document, Index
from search.fields import Date, Flag, Ident, Keyword, Money, Number, Ranges, Sort, Terms, Text, Tree, Years

PUBLIC = frozenset({"public"})
MEMBER = frozenset({"public", "member"})
STAFF = frozenset({"public", "staff"})

FIELDS = [
    Text("title", bigrams=True, phrase=2, exact=True, english=True, prefixes=("标题", "title")),
    Text("abstract", bigrams=True, phrase=1, prefixes=("摘要",)),
    Text("keywords", weight=2, bigrams=True, phrase=1),
    Text("files_member", weight=0.5, phrase=0.5, audience=("member", "staff")),
    Ident("codes", prefixes=("申请号", "ipc")),
    Tree("field", facet=Terms(13)),
    Keyword("coop", multi=True, facet=Terms(10)),
    Number("trl", unit="level", facet=Ranges((1, 4), (4, 7), (7, 10)), sort="maturity"),
    Money("price_fen", facet=Ranges((0, 50_000_000), (50_000_000, None)), sort="price", none="negotiable"),
    Date("published_at", facet=Years(), sort=Sort("newest", descending=True)),
    Flag("open_licence", facet=Terms()),
]


def index(name: str) -> Index:
    """The declarations under a name of the caller's own, so that tests on one cluster never meet."""
    return Index(name, FIELDS)


# title, abstract, field, codes
TEXTS: list[tuple[str, str, str, tuple[str, ...]]] = [
    (
        "全钒液流电池储能系统及其控制方法",
        "面向电网调峰的长时储能,能量效率达到七成以上,电解液可循环使用。",
        "storage/flow_battery",
        ("CN202210123456.7", "H01M 8/18"),
    ),
    ("锌溴液流电池用复合隔膜", "隔膜厚度降低,抑制溴的渗透。", "storage/flow_battery", ("CN114567890A", "H01M 8/18")),
    ("氢气高压存储容器", "用于加氢站的高压气态存储,设计压力 70 MPa。", "hydrogen/storage", ("201710117081.7",)),
    ("金属有机框架材料存储甲烷的方法", "材料比表面积大,适合车载甲烷存储。", "hydrogen/storage", ()),
    ("抽水储能电站调度优化", "考虑来水不确定性的储能调度。", "storage/pumped", ("CN 113222333 B",)),
    ("磷酸铁锂(LiFePO₄/C)正极材料制备", "以碳包覆提高倍率性能,适用于动力电池。", "storage/lithium", ("H01M 4/58",)),
    ("废旧锂电池正极材料回收工艺", "湿法浸出回收锂、镍、钴。", "recycling/battery", ("201210464170.6",)),
    ("钙钛矿太阳能电池界面钝化", "界面缺陷密度降低,效率提高。", "solar/perovskite", ()),
    ("n型单晶硅片清洗液", "去除金属沾污,用于 n 型电池。", "solar/silicon", ()),
    ("页岩气返排液处理装置", "页岩气开采返排液经絮凝、膜分离后回用。", "water/treatment", ("C02F 9/00",)),
    ("高浓度有机废水厌氧处理", "上流式厌氧反应器,产沼气。", "water/treatment", ("C02F 3/28",)),
    ("烟气二氧化碳捕集吸收剂", "胺类吸收剂再生能耗低,CO₂ 捕集率高。", "carbon/capture", ("B01D 53/14",)),
    ("二氧化碳加氢制甲醇催化剂", "铜锌催化剂,单程转化率提高。", "carbon/utilisation", ("C07C 29/15",)),
    ("钢铁高炉煤气余热回收", "低品位余热用于发电。", "industry/steel", ()),
    ("水泥窑协同处置危险废物", "利用水泥窑高温处置,二噁英排放低于限值。", "industry/cement", ()),
    ("大型风力发电机叶片回收", "热解回收玻璃纤维。", "wind/blades", ()),
    ("海上风电机组状态监测", "振动信号与深度学习结合的故障诊断。", "wind/monitoring", ()),
    ("高温热泵供热系统", "以余热为热源,供热温度 120℃。", "building/heat_pump", ("F25B 30/06",)),
    ("地源热泵地埋管换热器", "回填材料导热系数提高。", "building/heat_pump", ()),
    ("智能配电网线损分析软件", "台区线损的大数据分析。", "grid/software", ()),
    ("电动汽车充电桩负荷预测", "负荷预测误差小于百分之五。", "grid/charging", ()),
    ("生物质气化合成气净化", "焦油裂解催化剂寿命长。", "biomass/gasification", ()),
    ("餐厨垃圾厌氧发酵产沼气", "有机负荷高,产气稳定。", "biomass/biogas", ()),
    ("稻田甲烷减排灌溉制度", "干湿交替灌溉使甲烷排放减半。", "agriculture/methane", ()),
    ("土壤重金属镉钝化剂", "钝化剂使有效态镉降低。", "soil/remediation", ()),
    ("挥发性有机物吸附材料", "活性炭纤维吸附挥发性有机物。", "air/voc", ()),
    ("燃煤电厂脱硝催化剂再生", "再生后活性恢复到九成。", "air/denox", ("B01J 38/00",)),
    ("质子交换膜燃料电池双极板", "不锈钢双极板表面改性。", "hydrogen/fuel_cell", ()),
    ("碱性电解水制氢隔膜", "气体纯度高,电流密度大。", "hydrogen/electrolysis", ()),
    ("工业园区能源管理平台", "多能互补的优化调度平台。", "grid/software", ()),
]
COOP = ["transfer", "licence", "equity", "development"]
YEAR_SECONDS = 31_557_600
START = int(datetime(2022, 3, 1, tzinfo=UTC).timestamp())


def documents() -> list[Document]:
    """Thirty public listings, and four that only some readers may find."""
    made = [_listing(place, *text) for place, text in enumerate(TEXTS)]
    made += [
        Document(
            "listing:STAFF",
            "listing",
            1,
            frozenset({"staff"}),
            {"title": "全钒液流电池未公开样机", "field": ("storage/flow_battery",)},
        ),
        Document(
            "listing:MEMBER",
            "listing",
            1,
            frozenset({"member", "staff"}),
            {"title": "液流电池会员资料", "field": ("storage/flow_battery",)},
        ),
        Document(
            "listing:FILES",
            "listing",
            1,
            PUBLIC,
            {"title": "催化剂成型设备", "files_member": "附件内容:超临界干燥工艺参数"},
        ),
        Document.tombstone("listing:GONE", "listing", 7),
    ]
    return made


def _listing(place: int, title: str, abstract: str, field: str, codes: tuple[str, ...]) -> Document:
    values: dict[str, object] = {
        "title": title,
        "abstract": abstract,
        "keywords": (title[:4], "绿色低碳"),
        "field": (field,),
        "coop": tuple(dict.fromkeys((COOP[place % 4], COOP[place % 3]))),
        "trl": place % 9 + 1,
        "published_at": START + place * YEAR_SECONDS // 8,
        "open_licence": place % 5 == 0,
    }
    if codes:
        values["codes"] = codes
    if place % 3:
        values["price_fen"] = (place % 7 + 1) * 10_000_000
    return Document(f"listing:{place:02d}", "listing", 1, PUBLIC, values)  # type: ignore[arg-type]


DOCUMENTS = documents()
VISIBLE = [document for document in DOCUMENTS if "public" in document.audience]
TITLES = {document.id: str(document.fields["title"]) for document in VISIBLE}
