"""Without the engine titles are read as the box says: every word, no excluded one, phrases, numbers, by pages."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from marketplace.core import clock
from marketplace.core.text import Text
from tests.factories.accounts import make_organisation
from tests.factories.listings import make_listing, make_patent
from tests.factories.needs import make_need

TITLES = {
    "lithium": Text("废旧锂离子电池的回收", "Recycling of spent lithium-ion batteries"),
    "reversed": Text("电池：锂离子体系", None),
    "sodium": Text("钠离子电池正极", "Cathode for sodium ion batteries"),
    "english": Text(None, "Battery recycling without 锂"),
    "other": Text("烟气脱硫", "Flue gas 100% clean"),
}
FAITH = "示例信德大学"


@pytest.fixture
def shelf(committed, index) -> dict[str, str]:
    """Listings by a name, as public ids; no index is built, so the engine is away."""
    with committed():
        house = make_organisation("university", name=Text(FAITH, None))
        made = {name: make_listing(house, title=title, keywords=["负极"]) for name, title in TITLES.items()}
        made["hidden"] = make_listing(title=TITLES["lithium"], state="draft")
        return {name: listing.public_id for name, listing in made.items()}


def asked(client: FlaskClient, question: str, **more: object) -> dict:
    pairs = "".join(f"&{name}={value}" for name, value in more.items())
    answer = client.get(f"/api/v1/search?q={quote(question)}{pairs}").get_json()
    assert answer["basic"]
    return answer


def found(answer: dict) -> list[str]:
    return [item["public_id"] for item in answer["items"]]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("锂离子电池", ["lithium"]),
        ("鋰離子電池", ["lithium"]),
        ("電池 -鋰", ["sodium"]),
        ("锂离子 电池", ["lithium", "reversed"]),
        ("电池 锂离子", ["lithium", "reversed"]),
        ("电池 batteries", ["lithium", "sodium"]),
        ("BATTERIES", ["lithium", "sodium"]),
        ("电池 -锂", ["sodium"]),
        ("电池 NOT 锂", ["sodium"]),
        ("脱硫 OR 钠离子 电池", ["other", "sodium"]),
        ("脱硫 OR 电池 NOT 锂", ["other", "sodium"]),
        ("电池 -锂 -钠", []),
        ("-锂", ["sodium", "other"]),
        ('-"lithium-ion" 电池', ["reversed", "sodium"]),
        ('"离子电池"', ["lithium", "sodium"]),
        ('"sodium ion"', ["sodium"]),
        ('"ion sodium"', []),
        ("“钠离子电池”", ["sodium"]),
        ("title:电池", ["lithium", "reversed", "sodium"]),
        ("标题：电池 -标题:钠", ["lithium", "reversed"]),
        ('title:"离子体系"', ["reversed"]),
        ("100%", ["other"]),
        ("1__%", []),
        (f"单位:{FAITH}", list(TITLES)),
        ("单位:别的", []),
        (f"电池 -单位:{FAITH}", []),
    ],
)
def test_words_are_read_as_the_box_says(client, shelf, question: str, names: list[str]) -> None:
    answer = asked(client, question)
    assert set(found(answer)) == {shelf[name] for name in names}
    assert answer["not_applied"] == []
    assert (answer["total"], answer["more"]) == (len(names), False)


@pytest.mark.parametrize("kind", ["need", "organisation"])
def test_the_other_kinds_read_titles_alike(client, committed, index, kind: str) -> None:
    with committed():
        make = {"need": lambda title: make_need(title=title), "organisation": lambda name: make_organisation(name=name)}
        made = {name: make[kind](title).public_id for name, title in TITLES.items()}
    for question, names in (("锂离子 电池", ["lithium", "reversed"]), ("电池 -锂", ["sodium"]), ("单位:示例", [])):
        assert set(found(asked(client, question, kind=kind))) == {made[name] for name in names}, question


def test_words_for_other_texts_are_named_as_not_applied(client, shelf) -> None:
    answer = asked(client, "text:氟 电池 -关键词:负极")
    assert answer["not_applied"] == ["q"]
    assert set(found(answer)) == {shelf["lithium"], shelf["reversed"], shelf["sodium"]}
    page = client.get("/en/search?q=" + quote("text:氟 电池 -关键词:负极")).text
    said = page.partition("Not applied")[2].partition("</p>")[0]
    assert "Text: 氟" in said
    assert "Keywords: 负极" in said


def test_numbers_go_with_words_and_filters(client, committed, index) -> None:
    with committed():
        listing = make_listing(title=Text("废旧电池", None), patents=[make_patent(), make_patent()], ipc=["H01M 10/54"])
        other = make_listing(title=Text("废旧电池之二", None), ipc=["C25B 1/04"])
        number, grant = listing.patents[1].application_number, listing.patents[0].documents[1].number
    numbers = (number, f"ZL{number}", f"CN {number} 电池", f"专利号:{number}", grant, grant[:-1])
    for question in (*numbers, "H01M 10/54", "H01M"):
        assert found(asked(client, question)) == [listing.public_id], question
    for question in (f"{number} 烟气", f"{number} {other.patents[0].application_number}", f"电池 {number} -之二 -废旧"):
        assert found(asked(client, question)) == [], question
    assert found(asked(client, f"电池 -{number}")) == [other.public_id]
    assert found(asked(client, number, ipc="C")) == []


def test_a_credit_code_finds_its_organisation(client, committed, index) -> None:
    with committed():
        house = make_organisation()
        make_organisation()
    assert found(asked(client, house.uscc, kind="organisation")) == [house.public_id]
    assert found(asked(client, house.uscc)) == []


def pages(client: FlaskClient, query: str, size: int) -> Iterator[dict]:
    """All pages that the API gives, until it says that there are no more."""
    for number in range(1, 20):
        answer = client.get(f"/api/v1/search?{query}&size={size}&page={number}").get_json()
        assert answer["basic"]
        yield answer
        if not answer["more"]:
            return


@pytest.mark.parametrize("query", ["kind=need", "kind=need&q=余热", "kind=organisation", "kind=need&kind=organisation"])
def test_pages_follow_one_another_and_hold_everything_once(client, committed, index, query: str) -> None:
    with committed():
        now = clock.now()
        for number in range(7):
            make_need(title=Text(f"余热{number}", None)).published_at = now  # who is first must not change
    every = found(client.get(f"/api/v1/search?{query}&size=100").get_json())
    assert len(every) >= 7
    read = list(pages(client, query, 3))
    assert [name for answer in read for name in found(answer)] == every
    assert [len(found(answer)) for answer in read[:-1]] == [3] * (len(read) - 1)
    assert all(answer["total"] == 3 * answer["page"] for answer in read[:-1])
    assert read[-1]["total"] == len(every)
    beyond = client.get(f"/api/v1/search?{query}&size=3&page={len(read) + 1}")
    assert beyond.status_code == (503 if "q=" in query else 404), "the engine may know more by these words"


def test_readers_turn_pages_until_the_last_one(client, committed, index) -> None:
    with committed():
        for number in range(5):
            make_need(title=Text(f"余热{number}", None))
    first = client.get("/en/search?kind=need&q=余热&size=2").text
    assert "more than 2 results" in first
    assert 'rel="next" href="/en/search?kind=need&amp;q=%E4%BD%99%E7%83%AD&amp;size=2&amp;page=2"' in first
    last = client.get("/en/search?kind=need&q=余热&size=2&page=3").text
    assert "5 results" in last
    assert 'start="5"' in last
    assert 'rel="next"' not in last
    assert client.get("/en/search?kind=need&q=余热&size=2&page=4").status_code == 503
    assert client.get("/en/search?kind=need&q=余热&size=100&page=11").status_code == 404


def test_the_newest_come_first_and_that_nothing_is_known_of_relevance_is_told(client, committed, index) -> None:
    with committed():
        old, new = (make_listing(title=Text("余热", None), price_min=price) for price in (1_000_000, 2_000_000))
        need = make_need(title=Text("余热", None))
    for order in ("", "&sort=newest"):
        answer = client.get(f"/api/v1/search?q=余热{order}").get_json()
        assert found(answer) == [new.public_id, old.public_id]
        assert answer["not_applied"] == []
    answer = client.get("/api/v1/search?q=余热&sort=relevance").get_json()
    assert found(answer) == [new.public_id, old.public_id]
    assert answer["not_applied"] == ["sort"]
    page = client.get("/en/search?q=余热&sort=relevance").text
    assert "Order" in page.partition("Not applied")[2].partition("</p>")[0]
    assert "What does the order mean?" not in page
    assert found(client.get("/api/v1/search?q=余热&kind=listing&kind=need").get_json())[0] == need.public_id


def test_paper_says_what_the_page_says(client, committed, index) -> None:
    with committed():
        make_listing(title=Text("余热", None))
    page = client.get("/en/search?q=余热 text:氟&sort=relevance&view=print").text
    assert "Numbers and titles are searched, newest first" in page
    assert "Text: 氟" in page.partition("Not applied")[2].partition("</p>")[0]
    assert "<dd>Newest</dd>" in page


def test_an_empty_answer_to_filters_does_not_speak_of_titles(client, committed, index) -> None:
    with committed():
        make_listing()
    assert "No title has these words" in client.get("/en/search?q=无此").text
    page = client.get("/en/search?city=0000").text
    assert "No title has these words" not in page
    assert "Nothing fits this question yet" in page
    assert "The filters are applied." in page


def test_a_page_without_the_engine_asks_little(client, committed, index, count_queries) -> None:
    with committed():
        for _number in range(4):
            make_listing(title=Text("余热", None))
    path = "/en/search?q=余热 -锂&city=5101&price_max=900&green=clean&benefit_evidence=verified&size=3"
    client.get(path)  # what every first page of a process asks
    with count_queries() as seen:
        assert client.get(path).status_code == 200
    assert len(seen) <= 6, seen


@pytest.mark.parametrize(("question", "count"), [("废热", 0), ("脱硫", 1)])
def test_a_program_is_never_told_that_this_is_all(client: FlaskClient, shelf: dict[str, str], question, count) -> None:
    answer = asked(client, question)
    assert (answer["total"], answer["total_is_exact"]) == (count, False)
    assert [(notice["code"], notice["field"]) for notice in answer["notices"]] == [("basic_mode", "q")]


def test_a_page_never_says_that_there_are_no_results(client: FlaskClient, shelf: dict[str, str]) -> None:
    text = client.get("/zh/search?q=废热").text
    assert "0 条结果" not in text
    assert "标题和编号中暂未找到" in text
