"""Ways on when little or nothing was found: spelling, filters, fields; counted honestly and never applied."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from marketplace.core import indexing
from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.discovery.queries.ways import ways
from marketplace.discovery.service import relief, suggestions
from tests.factories.listings import make_listing
from tests.factories.needs import make_need


@pytest.fixture
def stocked(app, committed, index):
    """Listings about heat and batteries, indexed, with suggestions."""
    with committed():
        make_listing(title=Text("烧结烟气余热回收装置", None), keywords=["余热回收"], field_codes=["hydrogen"])
        make_listing(title=Text("全钒液流电池隔膜", None), keywords=["全钒液流电池"], field_codes=["energy_storage"])
        make_listing(title=Text("示例", None), keywords=["氢气", "碳排放", "氢气捕集"])
        make_listing(title=Text("Biochar from straw", "Biochar from straw"), keywords=["biochar"])
        suggestions.rebuild()
    index()
    with app.test_request_context("/zh/search"), committed():
        yield


def ask(**values: str) -> service.Found:
    return service.find(ANONYMOUS, list(values.items()))


MEANT = {
    "余热回首": "余热回收",
    "餘熱回首": "余热回收",
    "yurehuishou": "余热回收",
    "yu re hui shou": "余热回收",
    "yrhs": "余热回收",
    "烟气余热回首": "烟气余热回收",
    "全钒夜流电池": "全钒液流电池",
    "全矾液流电池 隔膜": "全钒液流电池 隔膜",
    "全钒液电池": "全钒液流电池",
    "biochr": "biochar",
    "标题:余热回首": "标题:余热回收",
    "余热回首 -电池": "余热回收 -电池",
    "清气捕及": "氢气捕集",
}
OTHER_WORDS = ("清洗", "零排放", "隔膜 零排放")  # one letter of pinyin from 氢气, one character from 碳排放
LEFT_ALONE = (*OTHER_WORDS, "余热回收", "全钒液流电池", '"余热回首"', "", "zzzzzzzz", "CN114567890A", "余热回首" * 20)


def test_what_was_meant_is_offered_and_not_applied(stocked) -> None:
    found = {typed: ask(q=typed) for typed in MEANT}
    assert {typed: one.relief.spellings for typed, one in found.items()} == {
        typed: (meant,) for typed, meant in MEANT.items()
    }
    assert [one.query.text.source for one in found.values()] == list(MEANT)
    for typed, one in found.items():
        ((text, url),) = ways(one.query, one.index, one.relief).spellings
        assert text == MEANT[typed]
        assert "&" not in url.replace("&kind=listing", "")


def test_what_is_right_or_hopeless_is_left_alone(stocked) -> None:
    assert {typed: ask(q=typed).relief.spellings for typed in LEFT_ALONE} == dict.fromkeys(LEFT_ALONE, ())


def test_a_spelling_without_hits_under_the_filters_is_not_offered(stocked) -> None:
    assert ask(q="余热回首", field="hydrogen").relief.spellings == ("余热回收",)
    assert ask(q="余热回首", field="energy_storage").relief.spellings == ()


def test_another_kind_is_no_filter_to_remove(app, client, committed, index) -> None:
    with committed():
        make_need(title=Text("回收烧结余热", None))
    index()
    page = client.get("/zh/search?q=余热").text
    assert "去掉" not in page
    assert client.get("/api/v1/search?q=余热&kind=need").json["total"] == 1


def test_a_filter_less_is_offered_with_the_hits_that_then_appear(stocked) -> None:
    found = ask(q="余热回收", field="energy_storage")
    assert found.total == 0
    for name, count in found.relief.without.items():
        without = {"q": "余热回收"} if name == "field" else {}
        assert ask(**without).total == count
    assert found.relief.without == {"field": 1}
    assert found.relief.fields == {"hydrogen": 1}
    assert not found.relief.all_filters


def test_the_parent_of_a_key_technology_comes_first(stocked) -> None:
    found = ask(field="hydrogen/hydrogen.01")
    assert found.total == 0
    assert next(iter(found.relief.fields)) == "hydrogen"


def test_fields_are_named_when_only_all_filters_together_stand_in_the_way(stocked) -> None:
    found = ask(q="余热回收", city="5133", trl="1..4")
    assert found.total == 0
    assert found.relief.fields == {"hydrogen": 1}
    assert found.relief.all_filters
    links = ways(found.query, found.index, found.relief).fields
    assert [(count, "city" in url) for _text, url, count in links] == [(1, False)]
    assert "field=hydrogen" in links[0][1]


@pytest.mark.parametrize("values", [{"q": "余热回首", "city": "5133", "trl": "1..4"}, {"q": "zzzz"}, {"q": "余热回首"}])
def test_at_most_two_more_questions_are_asked(stocked, monkeypatch, values: dict[str, str]) -> None:
    searcher = indexing.searcher()
    asked: list[object] = []
    search = searcher.search
    monkeypatch.setattr(searcher, "search", lambda query: asked.append(query) or search(query))
    ask(**values)
    assert len(asked) <= 3


def test_a_full_answer_asks_nothing_more(stocked, monkeypatch) -> None:
    searcher = indexing.searcher()
    asked: list[object] = []
    search = searcher.search
    monkeypatch.setattr(searcher, "search", lambda query: asked.append(query) or search(query))
    assert ask().total == 4
    assert len(asked) == 1


def test_a_slow_database_costs_the_spelling_and_nothing_else(stocked, monkeypatch) -> None:
    def slow(_text: object) -> list[str]:
        raise OperationalError("SELECT", {}, Exception("canceling statement due to statement timeout"))

    monkeypatch.setattr(relief, "corrected", slow)
    found = ask(q="余热回首", field="hydrogen")
    assert found.relief.spellings == ()
    assert found.results is not None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_without_hits_leads_on(stocked, client, lang: str) -> None:
    page = client.get(f"/{lang}/search?q=余热回收&field=energy_storage&syn=0").text
    assert f"/{lang}/search?q=%E4%BD%99%E7%83%AD%E5%9B%9E%E6%94%B6&amp;kind=listing&amp;syn=0" in page
    assert "field=hydrogen" in page
    assert f"/{lang}/alerts/searches/new?q=" in page
    assert f"/{lang}/needs/new?q=" in page


def test_filters_are_applied_only_where_there_are_some(stocked, client) -> None:
    button = "Apply filters"
    assert button in client.get("/en/search?q=余热回收").text
    assert button not in client.get("/en/search?q=HTGR").text


def test_programs_are_told_the_spelling(stocked, client) -> None:
    assert client.get("/api/v1/search?q=余热回首").json["suggestions"] == ["余热回收"]


def test_programs_are_told_every_way_on(stocked, client) -> None:
    answer = client.get("/api/v1/search?q=余热回收&field=energy_storage").json
    ways = {way["code"]: way for way in answer["ways"]}
    assert (answer["total"], ways["without"]["count"] > 0) == (0, True)
    for code in ("without", "field"):
        assert client.get(f"/api/v1/search?{ways[code]['query']}").json["total"] == ways[code]["count"], code
    (spelt,) = client.get("/api/v1/search?q=余热回首").json["ways"]
    assert (spelt["code"], spelt["text"], spelt["count"]) == ("spelling", "余热回收", None)
    assert client.get(f"/api/v1/search?{spelt['query']}").json["total"] > 0
    assert client.get("/api/v1/search?q=余热回收").json["ways"] == []


def test_an_empty_tab_names_the_one_that_has_hits(app, client, committed, index) -> None:
    with committed():
        make_need(title=Text("回收烧结余热", None))
    index()
    page = client.get("/en/search?q=余热").text
    way_on = page[page.index('class="empty"') :]
    assert "Under “Needs” there is 1 result" in way_on
    assert "Organisations" not in way_on[: way_on.index("</ul>")]


@pytest.mark.parametrize("signs", ["，", "???", "。 -"])
def test_signs_alone_are_no_question(stocked, client, signs: str) -> None:
    page = client.get("/en/search", query_string={"q": signs}).text
    assert "There is nothing to search for" in page
    assert "needs/new?q=" not in page
    assert "alerts/searches/new" not in page
