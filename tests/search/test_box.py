"""The box: words, phrases, exclusions, prefixes, identifiers; every text has a reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.box import parse_box
from search.query import Notice
from tests.search.house import INDEX

SIGNS = "\"“”「」＂-－:：=＝、;，'() 　\n\t申请号标题IPC:ZLCN0123456789./Hh01M"
BOX = st.text(st.one_of(st.characters(), st.sampled_from(list(SIGNS))), max_size=260)


def read(text: str) -> list[tuple[str, ...]]:
    """Clauses as (kind, text, field, sign)."""
    return [
        (clause.kind, clause.text, clause.field, "-" if clause.negated else "+")
        for clause in parse_box(text, INDEX).clauses
    ]


@given(BOX)
def test_reading_never_fails_and_reads_its_own_source_alike(text: str) -> None:
    first = parse_box(text, INDEX)
    assert len(first.source) <= 200
    assert len(first.source.encode()) <= 1_000
    assert len(first.clauses) <= 12
    assert parse_box(first.source, INDEX) == first
    assert all(clause.text.strip() for clause in first.clauses)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("钒 电池", [("word", "钒", "", "+"), ("word", "电池", "", "+")]),
        ("钒　电池", [("word", "钒", "", "+"), ("word", "电池", "", "+")]),
        ('"液流 电池"', [("phrase", "液流 电池", "", "+")]),
        ('储能 "液流', [("word", "储能", "", "+"), ("phrase", "液流", "", "+")]),
        ("＂液流＂ －回收", [("phrase", "液流", "", "+"), ("word", "回收", "", "-")]),
        ('储能 -"铅酸 电池"', [("word", "储能", "", "+"), ("phrase", "铅酸 电池", "", "-")]),
        ("标题：储能", [("word", "储能", "title", "+")]),
        ("TITLE:battery", [("word", "battery", "title", "+")]),
        ('-标题:"铅酸"', [("phrase", "铅酸", "title", "-")]),
        ("市州:成都 储能", [("word", "成都", "city", "+"), ("word", "储能", "", "+")]),
        ("来源:成都", [("word", "来源:成都", "", "+")]),
        ("标题：", [("word", "标题：", "", "+")]),
        ("- 储能 -- ：", [("word", "储能", "", "+")]),
        ('"" 储能', [("word", "储能", "", "+")]),
        ("標題：儲能", [("word", "儲能", "title", "+")]),
        ("-20℃ 电池", [("word", "20℃", "", "+"), ("word", "电池", "", "+")]),
        ("电池 －196 °C", [("word", "电池", "", "+"), ("word", "196", "", "+"), ("word", "°C", "", "+")]),
        (
            "电池 -40~60摄氏度 -20Ah",
            [("word", "电池", "", "+"), ("word", "40~60摄氏度", "", "+"), ("word", "20Ah", "", "-")],
        ),
        ("", []),
        ("   ", []),
    ],
)
def test_operators(text: str, clauses: list[tuple[str, ...]]) -> None:
    assert read(text) == clauses


@pytest.mark.parametrize(
    "title",
    [
        "“双碳”目标下四川清洁能源消纳研究",
        "Rijke管热声不稳定非线性动力学研究 -分岔分析",
        "钒钛磁铁矿综合利用 ——以攀西为例",
        "《民法典》与「技术合同」认定",
    ],
)
def test_pasted_titles_are_running_text(title: str) -> None:
    assert all(kind == "word" and sign == "+" for kind, _text, _field, sign in read(title))


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("photovoltaics -silicon", "silicon"),
        ("thermoelectric -waste", "waste"),
        ("electrochemical -lithium", "lithium"),
        ("title:photovoltaic -module", "module"),
        ("LiNi0.8Co0.1Mn0.1O2 -石墨", "石墨"),
        ("NASICON型固态电解质 -硫化物", "硫化物"),
        ("ZL202210123456.1 -电池", "电池"),
        ("钢铁行业烧结烟气余热回收 -水泥", "水泥"),
        ('"一种用于烧结烟气余热回收利用的装置" -水泥', "水泥"),
        ('"烧结 一种用于烧结烟气余热回收利用的装置" -水泥', "水泥"),
        ('-"一种用于烧结烟气余热回收利用的装置" -水泥', "水泥"),
    ],
)
def test_an_exclusion_holds_after_whatever_is_no_running_text(text: str, excluded: str) -> None:
    assert ("word", excluded, "", "-") in read(text)
    assert parse_box(text, INDEX).remarks == ()


@pytest.mark.parametrize(
    "text",
    [
        "Rijke管热声不稳定非线性动力学研究 -分岔分析",
        "白花猫儿菊和黄果龙葵 -中国大陆两种新归化的植物以及 -分岔分析",
        "标题:Rijke管热声不稳定非线性动力学研究 -分岔分析",
        '基于"双碳"目标的四川清洁能源消纳 -分岔分析',
        "余热能用吗？ -分岔分析",
    ],
)
def test_a_dash_of_running_text_is_told(text: str) -> None:
    parsed = parse_box(text, INDEX)
    assert [(clause.text, clause.negated) for clause in parsed.clauses][-1] == ("-分岔分析", False)
    assert parsed.remarks[-1] == Notice("dash", "q", "-分岔分析")


def test_curly_quotes_around_a_whole_part_are_a_phrase() -> None:
    assert read("“液流电池” 储能") == [("phrase", "液流电池", "", "+"), ("word", "储能", "", "+")]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("ZL 2022 1 0123456.1", [("identifier", "202210123456.1", "codes", "+")]),
        ("电池 ZL 2022 1 0123456.1 储能", [
            ("word", "电池", "", "+"), ("identifier", "202210123456.1", "codes", "+"), ("word", "储能", "", "+"),
        ]),
        ("H01M 10/0525 电池", [("identifier", "H01M 10/0525", "codes", "+"), ("word", "电池", "", "+")]),
        ("CN 114567890 B", [("identifier", "CN114567890B", "codes", "+")]),
        ("CN-114567890 B 电池", [("identifier", "CN114567890B", "codes", "+"), ("word", "电池", "", "+")]),
        ("CN114567890 (B)", [("identifier", "CN114567890B", "codes", "+")]),
        ("IPC:H01", [("identifier", "H01", "codes", "+")]),
        ("申请号:202210123456", [("identifier", "202210123456.1", "codes", "+")]),
        ("-H01M 电池", [("identifier", "H01M", "codes", "-"), ("word", "电池", "", "+")]),
        ("申请号:乱写", [("identifier", "乱写", "codes", "+")]),
    ],
)  # fmt: skip
def test_identifiers_are_recognised_among_words(text: str, clauses: list[tuple[str, ...]]) -> None:
    assert read(text) == clauses


@pytest.mark.parametrize(
    "label",
    [
        "公开号", "公开号：", "公开号 ", "公开（公告）号：", "公开(公告)号", "申请号", "专利号: ", "授权公告号",
        "申请公布号", "申请（专利）号：", "编号：", "编号 ", "Publication No. ", "publication number: ", "Patent No.",
        "Application Number ",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("number", "canonical"),
    [
        ("CN113970251A", "CN113970251A"),
        ("CN 113970251 A", "CN113970251A"),
        ("202210123456.1", "202210123456.1"),
        ("ZL 2022 1 0123456.1", "202210123456.1"),
    ],
)
def test_a_number_is_recognised_behind_what_it_is_called(label: str, number: str, canonical: str) -> None:
    assert read(label + number) == [("identifier", canonical, "codes", "+")]
    assert read(f"电池 {label}{number} 储能") == [
        ("word", "电池", "", "+"), ("identifier", canonical, "codes", "+"), ("word", "储能", "", "+"),
    ]  # fmt: skip
    assert parse_box(label + number, INDEX).remarks == ()


@pytest.mark.parametrize("text", ["IPC分类号：H01M", "IPC 分类：H01M", "IPC symbol H01M", "分类号 H01M", "IPC H01M"])
def test_a_symbol_is_recognised_behind_what_it_is_called(text: str) -> None:
    assert read(text) == [("identifier", "H01M", "codes", "+")]


@pytest.mark.parametrize("label", ["专利", "专利：", "发明专利 ", "patent ", "Patent: "])
def test_a_number_with_its_country_is_recognised_behind_the_word_patent(label: str) -> None:
    assert read(f"{label}CN113970251A") == [("identifier", "CN113970251A", "codes", "+")]


def test_a_label_without_a_number_is_words() -> None:
    assert read("专利号 查询") == [("word", "专利号", "", "+"), ("word", "查询", "", "+")]
    assert read("专利 储能") == [("word", "专利", "", "+"), ("word", "储能", "", "+")]
    assert read("patent CN") == [("word", "patent", "", "+"), ("word", "CN", "", "+")]


@pytest.mark.parametrize("between", ["、", ";", "；", ",", "，", "; ", "， ", " 、 "])
def test_lists_of_numbers_are_taken_apart(between: str) -> None:
    symbols = [("identifier", "H01M", "codes", "+"), ("identifier", "F28D 7/00", "codes", "+")]
    assert read(f"H01M{between}F28D 7/00") == symbols
    assert read(f"电池 H01M{between}F28D 7/00{between}储能") == [
        ("word", "电池", "", "+"), *symbols, ("word", "储能", "", "+"),
    ]  # fmt: skip
    assert read(f"CN113970251A{between}公开号CN114567890B")[1:] == [("identifier", "CN114567890B", "codes", "+")]
    assert read(f"IPC:H01{between}H02") == [("identifier", "H01", "codes", "+"), ("identifier", "H02", "codes", "+")]
    assert {sign for *_clause, sign in read(f"-H01M{between}F28D")} == {"-"}


@pytest.mark.parametrize("text", ["1,3-丁二烯", "高温、高压", "水泥，钢铁", "B2O3、SiO2"])
def test_lists_of_words_stay_as_they_are(text: str) -> None:
    assert read(text) == [("word", text, "", "+")]


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("来源:成都", "来源:"),
        ("作者：张三 电池", "作者："),
        ("电池 inventor:zhang", "inventor:"),
    ],
)
def test_a_field_that_there_is_not_is_told(text: str, prefix: str) -> None:
    parsed = parse_box(text, INDEX)
    assert parsed.remarks == (Notice("unknown_prefix", "q", prefix),)
    assert all(not clause.field for clause in parsed.clauses)


@pytest.mark.parametrize(
    "text",
    ["https://example.org", "12:30", "1:2", "Cu:Zn", "标题:电池", "标题：", "来源: ", "全钒液流电池系统:现状", "CO2:N2",
     "余热：四川省水泥行业烧成系统余热回收利用关键技术研究"],
)  # fmt: skip
def test_a_colon_that_addresses_nothing_is_left_alone(text: str) -> None:
    assert parse_box(text, INDEX).remarks == ()


def as_written(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(clause.text, clause.as_written) for clause in parse_box(text, INDEX).clauses]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("=余热 回收", [("余热", ("余热",)), ("回收", ())]),
        ("＝余热", [("余热", ("余热",))]),
        ('="heat pump" 余热', [("heat pump", ("heat pump",)), ("余热", ())]),
        ('钢厂="余热"回收 热泵', [("钢厂余热回收", ("余热",)), ("热泵", ())]),
        ('钢厂="余热"回收="热泵"', [("钢厂余热回收热泵", ("余热", "热泵"))]),
        ('余热 ="回收', [("余热", ()), ("回收", ("回收",))]),
        ('="" 余热', [("余热", ())]),
        ("= 余热 ==", [("余热", ())]),
        ("η=0.9", [("η=0.9", ())]),
        ("-=余热 标题:=余热", [("余热", ()), ("余热", ())]),
        ("-= 余热", [("余热", ())]),
    ],
)
def test_an_equals_sign_takes_a_word_as_it_is_written(text: str, clauses: list[tuple[str, tuple[str, ...]]]) -> None:
    assert as_written(text) == clauses
    assert {clause.kind for clause in parse_box(text, INDEX).clauses} == {"word"}


@pytest.mark.parametrize("text", ['-="heat pump"', '标题:="heat pump"'])
def test_quoted_words_with_another_sign_are_a_phrase(text: str) -> None:
    ((kind, phrase, _field, _sign),) = read(text)
    assert (kind, phrase) == ("phrase", "heat pump")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ZL202210123456.7", "ZL202210123456.7"),
        ("专利号 ZL 2022 1 0123456.7", "ZL 2022 1 0123456.7"),
        ("余热 申请号:202210123456.7", "202210123456.7"),
    ],
)
def test_a_wrong_check_digit_is_told_of_the_number_as_it_was_written(text: str, told: str) -> None:
    parsed = parse_box(text, INDEX)
    assert parsed.notices == (Notice("identifier_check", "application", told),)
    assert parsed.clauses[-1].text == "202210123456.1"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("储能 AND 电池", [("储能", "+", 0), ("电池", "+", 0)]),
        ("储能 NOT 电池", [("储能", "+", 0), ("电池", "-", 0)]),
        ("储能 AND NOT 标题:电池", [("储能", "+", 0), ("电池", "-", 0)]),
        ("储能 OR 电池 余热", [("储能", "+", 0), ("电池", "+", 1), ("余热", "+", 1)]),
        ("H01M OR ZL202210123456.1", [("H01M", "+", 0), ("202210123456.1", "+", 1)]),
        ("AND 储能", [("AND", "+", 0), ("储能", "+", 0)]),
        ("储能 OR", [("储能", "+", 0), ("OR", "+", 0)]),
        ('"AND" 储能', [("AND", "+", 0), ("储能", "+", 0)]),
        ("=AND 储能", [("AND", "+", 0), ("储能", "+", 0)]),
        ("储能 and 电池", [("储能", "+", 0), ("and", "+", 0), ("电池", "+", 0)]),
        ("AND门 OR门", [("AND门", "+", 0), ("OR门", "+", 0)]),
        ("一种用于烧结烟气余热回收利用的装置 OR 电池", [
            ("一种用于烧结烟气余热回收利用的装置", "+", 0), ("OR", "+", 0), ("电池", "+", 0),
        ]),
    ],
)  # fmt: skip
def test_and_or_not_in_capitals_join_part_and_exclude(text: str, clauses: list[tuple[str, str, int]]) -> None:
    read = parse_box(text, INDEX).clauses
    assert [(clause.text, "-" if clause.negated else "+", clause.group) for clause in read] == clauses


def test_an_or_is_told() -> None:
    assert parse_box("储能 电池 OR 余热", INDEX).remarks == (Notice("any_of", "q"),)


@pytest.mark.parametrize(
    "text",
    [
        *('"', '""', "-", '-""', "＂", "－", "“”", '"-"', "！！！", "-！", '-"！"', "= =", "：", "- -", '标题:""'),
        *("OR", "AND", "NOT", "OR AND", "AND OR NOT", "NOT OR", "- OR -", '"" OR ""', "-AND"),
    ],
)
def test_signs_alone_ask_nothing(text: str) -> None:
    read = parse_box(text, INDEX)
    assert read.asks_nothing
    assert read.remarks == ()


@pytest.mark.parametrize(
    "text", ["", "  ", "or", '"OR"', "=AND", '-"NOT"', "OR门", "-余热", "℃", "①", "标题:", "OR 储能", '储能 ""']
)
def test_what_can_be_looked_for_asks_something_and_so_does_an_empty_box(text: str) -> None:
    assert not parse_box(text, INDEX).asks_nothing


def test_long_texts_are_cut_with_a_notice() -> None:
    assert [notice.code for notice in parse_box("电" * 201, INDEX).notices] == ["text_cut"]
    assert [notice.code for notice in parse_box("电 池 " * 20, INDEX).notices] == ["too_many_terms"]
    assert len(parse_box("x" * 20_000, INDEX).source) == 200
