"""What was understood is shown as chips, can be switched off, and exact is exact."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

import pytest

from marketplace.core import indexing
from marketplace.core.text import Text
from marketplace.lexicon.queries import snapshot
from search import Query
from search.box import parse_box
from search.concepts import read_text
from search.plan import AnyOf
from tests.factories.lexicon import make_pair, make_stop_term, make_synonyms
from tests.factories.listings import make_listing

PUBLIC = frozenset({"public"})


@pytest.fixture
def words(committed, index):
    """Listings in two wordings, the words that tie them, and an index of it all."""
    with committed():
        make_synonyms("waste_heat", "余热", "废热")
        make_synonyms("apart", "储能", "存储", "storage", kind="never")
        make_pair("热泵", "heat pump", 4)
        make_pair("储能", "storage", 4)
        make_stop_term("技术")
        make_pair("技术", "technology", 4)
        for title in ("钢厂余热回收装置", "烧结废热发电", "工业热泵机组", "全钒液流储能电站", "磁光电混合存储"):
            make_listing(title=Text(title, None), summary=Text("示例摘要", None))
    index()
    yield
    snapshot.forget()


def titles(answer) -> list[str]:
    return titles_of(answer.json)


def titles_of(answer: dict[str, Any]) -> list[str]:
    return [item["title"]["zh"] for item in answer["items"]]


def test_both_wordings_are_found_and_the_page_says_why(client, words) -> None:
    found = client.get("/api/v1/search", query_string={"q": "余热"})
    assert set(titles(found)) == {"钢厂余热回收装置", "烧结废热发电"}
    assert found.json["understanding"] == [
        {"code": "expanded", "words": "余热", "others": ["废热"], "text": "“余热”也匹配“废热”"}
    ]
    page = client.get("/zh/search", query_string={"q": "余热"}).text
    assert "“余热”也匹配“废热”" in page
    assert "syn=0" in page
    page = client.get("/en/search", query_string={"q": "余热"}).text
    assert "“余热” also matches “废热”" in re.sub(r"</?span[^>]*>", "", page)
    assert '<span lang="zh-CN">废热</span>' in page


def test_exact_words_are_exact_and_the_way_back_is_offered(client, words) -> None:
    found = client.get("/api/v1/search", query_string={"q": "余热", "syn": "0"})
    assert titles(found) == ["钢厂余热回收装置"]
    assert found.json["understanding"] == []
    page = client.get("/en/search", query_string={"q": "余热", "syn": "0"}).text
    assert "exact words only" in page
    assert "Search for words of the same meaning too" in page
    assert titles(client.get("/api/v1/search", query_string={"q": "余热 发电", "syn": "0"})) == []


@pytest.mark.parametrize("q", ["余热 -废热", '余热 NOT "废热"', "余热 -廢熱"])
def test_what_is_excluded_is_not_said_to_match_too(client, words, q: str) -> None:
    told = client.get("/api/v1/search", query_string={"q": q}).json["understanding"]
    assert not [chip for chip in told if "废热" in chip["others"]]
    assert "excluded" in [chip["code"] for chip in told]


@pytest.mark.parametrize("q", ['"余热"', "标题:余热"])
def test_quoted_and_addressed_words_are_not_widened(client, words, q: str) -> None:
    found = client.get("/api/v1/search", query_string={"q": q})
    assert titles(found) == ["钢厂余热回收装置"]
    assert not [chip for chip in found.json["understanding"] if chip["code"] == "expanded"]


def switches(page: str) -> list[str]:
    """The questions behind the links that take one word as it is written."""
    links = [unquote_plus(link) for link in re.findall(r'<a class="small" href="([^"]*)">\s*only', page)]
    return [parse_qs(urlsplit(unescape(link)).query)["q"][0] for link in links]


def test_each_widened_word_has_a_switch_of_its_own(client, words) -> None:
    questions = switches(client.get("/en/search", query_string={"q": "余热 heat pump"}).text)
    assert questions == ["=余热 heat pump", '余热 ="heat pump"']
    narrowed = client.get("/api/v1/search", query_string={"q": questions[0]}).json["understanding"]
    assert [(chip["code"], chip["words"]) for chip in narrowed] == [("as_written", "余热"), ("translated", "heat pump")]


def test_a_word_inside_a_longer_one_has_a_switch_too(client, words) -> None:
    questions = switches(client.get("/en/search", query_string={"q": "钢厂余热回收 热泵"}).text)
    assert questions == ['钢厂="余热"回收 热泵', "钢厂余热回收 =热泵"]


@pytest.mark.parametrize(
    ("q", "zh", "en"),
    [
        ('"烧结废热" OR 储能', '"烧结废热" OR 储能', '"烧结废热" OR 储能'),
        ("“高温 热泵” OR ＂储能", '"高温 热泵" OR "储能"', '"高温 热泵" OR "储能"'),
        ("=储能 OR title:余热 热泵", "=储能 OR 名称:余热 热泵", "=储能 OR title:余热 热泵"),
        ('储能 OR 标题:"余热" NOT 热泵', '储能 OR 名称:"余热"', '储能 OR title:"余热"'),
    ],
)
def test_alternatives_are_told_with_the_signs_they_are_asked_with(client, words, q: str, zh: str, en: str) -> None:
    (chip,) = [
        chip
        for chip in client.get("/api/v1/search", query_string={"q": q}).json["understanding"]
        if chip["code"] == "any_of"
    ]
    assert (chip["words"], chip["text"]) == (zh, f"满足其一即可：{zh}")
    page = unescape(re.sub(r"</?span[^>]*>", "", client.get("/en/search", query_string={"q": q}).text))
    assert f"one of these is enough: {en}" in page


def test_switches_of_alternatives_keep_the_quotation_marks(client, words) -> None:
    questions = switches(client.get("/en/search", query_string={"q": '"余热 利用" OR 余热 OR heat pump'}).text)
    assert questions == ['"余热 利用" OR =余热 OR heat pump', '"余热 利用" OR 余热 OR ="heat pump"']
    page = client.get("/en/search", query_string={"q": '"热泵" OR 余热'}).text
    (whole,) = re.findall(r'href="([^"]*)">Search the exact words only', page)
    assert parse_qs(urlsplit(unescape(whole)).query)["q"] == ['"热泵" OR 余热']


@pytest.mark.parametrize("q", ["余热 heat pump", "余热 热泵", "钢厂余热回收 热泵", "余热 发电 热泵机组"])
def test_the_switch_stops_the_widening_of_one_word_and_changes_nothing_else(client, words, q: str) -> None:
    with client.application.app_context():
        index = indexing.declared()
        analysis, lexicon = indexing.backend().analysis, indexing.searcher().lexicon
        asked = Query(audience=PUBLIC, text=parse_box(q, index))
        whole = read_text(asked, index, analysis, lexicon)
        questions = switches(client.get("/en/search", query_string={"q": q}).text)
        assert len(questions) == 2
        for question in questions:
            text = parse_box(question, index)
            one = read_text(replace(asked, text=text), index, analysis, lexicon)
            assert (text.words, one.must, one.excluded, len(one.units)) == (q, (), (), len(whole.units))
            ((before, after),) = [pair for pair in zip(whole.units, one.units, strict=True) if pair[0] != pair[1]]
            assert isinstance(before, AnyOf)
            assert isinstance(after, AnyOf)
            assert after in before.clauses or set(after.clauses) < set(before.clauses)


def test_the_switch_leaves_what_has_some_of_the_words(client, words) -> None:
    """Two words that no record has together: with one of them taken as it is written still some of the words do."""
    before = client.get("/api/v1/search", query_string={"q": "余热 heat pump"}).json
    after = client.get("/api/v1/search", query_string={"q": "=余热 heat pump"}).json
    assert set(titles_of(before)) == {"钢厂余热回收装置", "烧结废热发电", "工业热泵机组"}
    assert set(titles_of(after)) == {"钢厂余热回收装置", "工业热泵机组"}


def test_words_stand_in_the_chips_as_they_were_typed(client, words) -> None:
    found = client.get("/api/v1/search", query_string={"q": "Heat Pumps"}).json["understanding"]
    assert [(chip["code"], chip["words"]) for chip in found] == [("translated", "Heat Pumps")]


def test_a_row_found_by_another_word_shows_it(client, words) -> None:
    page = client.get("/zh/search", query_string={"q": "余热"}).text
    assert "烧结<mark>废热</mark>发电" in page
    page = client.get("/en/search", query_string={"q": "heat pump"}).text
    assert "工业<mark>热泵</mark>机组" in page


def test_one_widened_word_needs_no_switch_beside_the_one_for_all(client, words) -> None:
    page = client.get("/en/search", query_string={"q": "余热"}).text
    assert "only “" not in re.sub(r"</?span[^>]*>", "", page)


def test_english_finds_chinese_but_nothing_crosses_words_kept_apart(client, words) -> None:
    assert titles(client.get("/api/v1/search", query_string={"q": "heat pumps"})) == ["工业热泵机组"]
    assert titles(client.get("/api/v1/search", query_string={"q": "storage"})) == []
    assert titles(client.get("/api/v1/search", query_string={"q": "存储"})) == ["磁光电混合存储"]


def test_what_a_look_alike_costs_is_told_and_exact_words_undo_it(client, words) -> None:
    found = client.get("/api/v1/search", query_string={"q": "存储"})
    assert found.json["understanding"] == [
        {"code": "kept_apart", "words": "存储", "others": ["储能"], "text": "未列出只涉及“储能”、不涉及“存储”的内容"}
    ]
    page = client.get("/en/search", query_string={"q": "存储"}).text
    assert "left out: what is about “储能” only, not “存储”" in re.sub(r"</?span[^>]*>", "", page)
    assert "syn=0" in page
    assert client.get("/api/v1/search", query_string={"q": "存储", "syn": "0"}).json["understanding"] == []


def test_a_stop_term_need_not_be_there(client, words) -> None:
    found = client.get("/api/v1/search", query_string={"q": "热泵 技术"})
    assert (titles(found), found.json["step"]) == (["工业热泵机组"], "all_words")
    assert [notice["words"] for notice in found.json["understanding"]] == ["热泵"], "nor is it said in other words"
    alone = client.get("/api/v1/search", query_string={"q": "技术"})
    assert [notice["words"] for notice in alone.json["understanding"]] == ["技术"], "unless it is all there is"


def test_excluded_words_and_numbers_are_told(client, words) -> None:
    page = client.get("/zh/search", query_string={"q": "热泵 -余热"}).text
    assert "不含“余热”" in page
    addressed = client.get("/zh/search", query_string={"q": "标题:余热 发电"}).text
    assert "名称含“余热”" in addressed
    number = client.get("/zh/search", query_string={"q": "CN114567890B"}).text
    assert "公开号：CN114567890B" in number


def test_a_dash_and_a_field_that_there_is_not_are_told(client, words) -> None:
    page = client.get("/en/search", query_string={"q": "Rijke管热声不稳定非线性动力学余热 -分析"}).text
    assert "“-分析” was read as a dash" in re.sub(r"</?span[^>]*>", "", page)
    found = client.get("/api/v1/search", query_string={"q": "作者：余热"}).json["understanding"]
    assert (found[0]["code"], found[0]["words"]) == ("unknown_prefix", "作者：")
    assert "名称" in found[0]["text"]
