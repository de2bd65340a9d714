"""The box: words, phrases, exclusions, prefixes, identifiers; every text has a reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.box import parse_box
from tests.search.house import INDEX

BOX = st.text(
    st.one_of(st.characters(), st.sampled_from(list("\"“”「」＂-－:：'() 　\n\t申请号标题IPC:ZLCN0123456789./Hh01M"))),
    max_size=260,
)


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
        ("IPC:H01", [("identifier", "H01", "codes", "+")]),
        ("申请号:202210123456", [("identifier", "202210123456.1", "codes", "+")]),
        ("-H01M 电池", [("identifier", "H01M", "codes", "-"), ("word", "电池", "", "+")]),
        ("申请号:乱写", [("identifier", "乱写", "codes", "+")]),
    ],
)  # fmt: skip
def test_identifiers_are_recognised_among_words(text: str, clauses: list[tuple[str, ...]]) -> None:
    assert read(text) == clauses


def test_a_wrong_check_digit_is_told() -> None:
    parsed = parse_box("ZL202210123456.7", INDEX)
    assert [(notice.code, notice.field) for notice in parsed.notices] == [("identifier_check", "application")]


def test_long_texts_are_cut_with_a_notice() -> None:
    assert [notice.code for notice in parse_box("电" * 201, INDEX).notices] == ["text_cut"]
    assert [notice.code for notice in parse_box("电 池 " * 20, INDEX).notices] == ["too_many_terms"]
    assert len(parse_box("x" * 20_000, INDEX).source) == 200
