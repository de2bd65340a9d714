"""What of a question cannot be applied: refused to programs with the rule and the remedy, told to people."""

from __future__ import annotations

import re
from html import unescape

import pytest

from marketplace.core.text import Text
from tests.factories.accounts import make_user
from tests.factories.listings import make_listing
from tests.factories.needs import make_need

WAN = 1_000_000  # fen
ENGLISH = {"Accept-Language": "en"}
OWNERS = "&".join(f"owner=o{number}" for number in range(21))
SIXTY = "&".join(f"{name}=c{number}" for name in ("owner", "city", "stage", "ipc") for number in range(16))


@pytest.fixture
def stocked(committed, index):
    """One listing, indexed."""
    with committed():
        make_listing(title=Text("全钒液流电池隔膜", None))
    index()


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("colour=green", "colour", ["“colour”", "q, kind,", "price_min", "sort"]),
        ("kind=foo", "kind", ["“foo”", "organisation, listing, need"]),
        ("sort=best", "sort", ["“best”", "relevance", "newest, maturity, price, benefit"]),
        ("trl_min=7&trl_max=2", "trl_max", ["from 7 to 2", "smaller number"]),
        ("price=50..10", "price", ["from 50 to 10", "smaller number"]),
        ("published_min=2024-03-01&published_max=2024-02-01", "published_max", ["from 2024-03-01 to 2024-02-01"]),
        (OWNERS, "owner", ["20 values"]),
        (SIXTY, "ipc", ["60 values", "Take some of them out"]),
        ("size=101", "size", ["“101”", "from 1 to 100"]),
        ("size=0", "size", ["from 1 to 100"]),
        ("page=abc", "page", ["“abc”", "from 1 to 1000"]),
        ("page=51", "page", ["1000", "Narrow"]),
        ("page=11&size=100", "page", ["1000", "Narrow"]),
        ("price_min=abc", "price_min", ["“abc”", "10,000 yuan", "6 behind the point", "200.5"]),
        ("trl=high", "trl", ["“high”", "whole number", "4..7"]),
        ("published=@99999999999999", "published", ["1900 to 2199", "2024-03-31"]),
        ("published_min=0001-01-01", "published_min", ["1900 to 2199", "2024-03-31"]),
        ("published=2300", "published", ["1900 to 2199", "2024"]),
        ("verified=yes", "verified", ["1 for yes or 0 for no"]),
        (f"ipc={'x' * 300}", "ipc", ["256 characters"]),
        (f"city={'x' * 300}", "city", ["/api/v1/taxonomy/codes/region"]),
        ("city=9999", "city", ["“9999”", "/api/v1/taxonomy/codes/region"]),
        ("field=bogus", "field", ["“bogus”", "/api/v1/taxonomy/fields"]),
        ("field=hydrogen/wind.01", "field", ["“hydrogen/wind.01”"]),
        ("field=hydrogen&stage=bogus", "stage", ["“bogus”", "/api/v1/taxonomy/codes/stage"]),
        ("type=bogus", "type", ["result, patent"]),
        ("kind=organisation&organisation_kind=x", "organisation_kind", ["university", "enterprise"]),
        ("kind=listing&cooperation=joint", "cooperation", ["filter of need", "Leave it out"]),
        ("kind=need&stage=early", "stage", ["filter of listing"]),
        ("syn=no", "syn", ["1 for yes or 0 for no"]),
        ("q=a&q=b", "q", ["two different values"]),
    ],
)
def test_a_program_is_told_the_parameter_the_rule_and_the_remedy(client, stocked, query, field, words) -> None:
    for address in ("/api/v1/search", "/api/v1/search/export.json"):
        if address.endswith("json") and field in ("page", "size"):
            continue
        answer = client.get(f"{address}?{query}", headers=ENGLISH)
        assert answer.status_code == 422, address
        ((named, (sentence,)),) = answer.json["error"]["fields"].items()
        assert named == field
        assert all(part in sentence for part in words), sentence
        assert "ot applied" not in sentence, "nothing was searched"


@pytest.mark.parametrize("path", ["search", "search/export.json", "search/suggest"])
def test_a_program_that_sends_a_book_is_told_the_limit(client, stocked, path: str) -> None:
    answer = client.get(f"/api/v1/{path}", query_string={"q": "电" * 334}, headers=ENGLISH)
    assert (answer.status_code, answer.json["error"]["code"]) == (413, "too_large")
    assert "1000 bytes" in answer.json["error"]["message"]
    assert list(answer.json["error"]["fields"]) == ["q"]
    assert client.get(f"/api/v1/{path}", query_string={"q": "电" * 333}).status_code == 200


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_people_get_the_rest_of_the_question_and_are_told_what_was_left_out(client, stocked, lang: str) -> None:
    for query, words in (
        ("published_min=0001-01-01", "1900"),
        ("published=@99999999999999", "2199"),
        ("price_min=abc", {"zh": "价格", "en": "Price"}[lang]),
        ("colour=green", "colour"),
        ("size=5000", {"zh": "每页结果数", "en": "Results on a page"}[lang]),
        ("q=" + "电" * 400, "200"),
    ):
        page = client.get(f"/{lang}/search?{query}")
        assert page.status_code == 200
        (notice,) = re.findall(r'<div class="alert[^>]*>(.*?)</div>', page.text, re.DOTALL)
        assert words in unescape(notice), query
        assert client.get(f"/{lang}/search/feed.atom?{query}").status_code == 200
        assert client.get(f"/{lang}/search/export.json?{query}").status_code == 200


def test_what_was_cut_off_a_question_is_told_to_programs_too(client, stocked) -> None:
    words = {"q": "a b c d e f g h i j k l -电池"}
    answer = client.get("/api/v1/search", query_string=words, headers=ENGLISH)
    (notice,) = answer.json["notices"]
    assert (notice["code"], notice["field"], notice["value"]) == ("too_many_terms", "q", "12")
    assert "first 12 words" in notice["text"]
    (cut,) = client.get("/api/v1/search", query_string={"q": "电" * 201}, headers=ENGLISH).json["notices"]
    assert (cut["code"], cut["field"], cut["value"]) == ("text_cut", "q", "200")
    (doubt,) = client.get("/api/v1/search?q=CN201710117081.8", headers=ENGLISH).json["notices"]
    assert (doubt["code"], doubt["field"]) == ("identifier_check", "q")
    assert "check digit" in doubt["text"]
    (doubt,) = client.get("/api/v1/search?q=CN113970251U", headers=ENGLISH).json["notices"]
    assert "kind letter" in doubt["text"]
    assert client.get("/api/v1/search?q=电池").json["notices"] == []


@pytest.mark.parametrize(
    "query",
    ["field=hydrogen&field=hydrogen/hydrogen.02", "stage=early&deal_mode=licence", "city=5101", "price=none",
     "kind=listing&kind=need&stage=early", "kind=organisation&organisation_kind=university&verified=1", "ipc=H99Z"],
)  # fmt: skip
def test_codes_of_the_lists_are_taken(client, stocked, query: str) -> None:
    assert client.get(f"/api/v1/search?{query}", headers=ENGLISH).status_code == 200


@pytest.fixture
def priced(committed, index):
    """One listing in each of two price bands, one on request, and one need with a budget; indexed."""
    with committed():
        for price in (5 * WAN, 30 * WAN, None):
            make_listing(price_disclosure="stated" if price else "negotiable", price_min=price, price_max=price)
        make_need(budget_min_fen=20 * WAN, budget_max_fen=40 * WAN)
    index()


@pytest.mark.parametrize("kind", ["listing", "need", "organisation"])
def test_every_value_a_facet_offers_finds_what_it_counts(client, priced, kind: str) -> None:
    """What a program reads in an answer it may ask for."""
    facets = client.get(f"/api/v1/search?kind={kind}").json["facets"]
    assert kind != "listing" or {bucket["value"] for bucket in facets["price"]} >= {"..10", "10..50", "none"}
    offered = [(name, b["value"], b["count"]) for name, buckets in facets.items() if name != "kind" for b in buckets]
    assert len(offered) > 2
    for name, value, count in offered:
        answer = client.get("/api/v1/search", query_string={"kind": kind, name: value}).json
        assert answer["total"] == count, (name, value)
        assert [b["value"] for b in answer["facets"][name] if b["chosen"]] == [value]


def test_a_band_of_prices_on_the_page_finds_what_it_counts(client, priced) -> None:
    ticks = dict(re.findall(r'name="price" value="([^"]+)".*?facet-count">(\d+)<', client.get("/en/search").text, re.S))
    assert {value: count for value, count in ticks.items() if count != "0"} == {"..10": "1", "10..50": "1", "none": "1"}
    page = client.get("/en/search", query_string={"price": "10..50"}).text
    assert re.search(r'name="price" value="10\.\.50" checked', page)


def test_a_saved_search_is_as_strict(client, stocked, committed, sign_in) -> None:
    with committed():
        user = make_user()
    sign_in(client, user)
    for query, words in (("q=x&field=bogus", "/api/v1/taxonomy/fields"), ("cooperation=joint", "filter of need")):
        refused = client.post("/api/v1/alerts/searches", json={"query": query}, headers=ENGLISH)
        assert refused.status_code == 422
        assert words in refused.json["error"]["fields"]["query"][0]
