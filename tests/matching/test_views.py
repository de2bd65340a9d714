"""Pages and answers of matching as people and programs meet them."""

from __future__ import annotations

import re

import pytest

from marketplace.core.text import Text
from tests.factories.accounts import make_broker, make_enterprise_user, make_officer, make_organisation
from tests.factories.listings import make_listing
from tests.factories.needs import make_need
from tests.matching.test_matches import HEAT

CHINESE = ("title", "summary", "problem", "incumbent", "solution", "missing_to_scale", "pilot_need")


@pytest.fixture
def world(committed, index) -> dict[str, object]:
    with committed():
        owner, seller = make_organisation("enterprise"), make_organisation("university")
        buyer, officer, broker = make_enterprise_user(owner), make_officer(seller), make_broker()
        need, listing = make_need(owner, buyer), make_listing(seller, officer, **HEAT)
        make_listing(**{**HEAT, "title": Text("烟气余热深度回收装置", None)})
        found = {"need": need.public_id, "listing": listing.public_id}
    index()
    return {**found, "buyer": buyer, "officer": officer, "broker": broker}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_owner_sees_reasons_points_and_the_way_to_ask(client, sign_in, world, lang: str) -> None:
    sign_in(client, world["buyer"])
    text = client.get(f"/{lang}/matching/needs/{world['need']}").text
    assert f"/{lang}/listings/{world['listing']}" in text
    assert f"listing={world['listing']}" in text
    assert ("共同用语" if lang == "zh" else "Terms in common") in text


def test_a_broker_sees_the_same_without_the_way_to_ask(client, sign_in, world) -> None:
    sign_in(client, world["broker"])
    text = client.get(f"/zh/matching/needs/{world['need']}").text
    assert f"/zh/listings/{world['listing']}" in text
    assert "enquiries/new" not in text


def test_the_supplier_sees_needs_and_can_offer(client, sign_in, world) -> None:
    sign_in(client, world["officer"])
    text = client.get(f"/zh/matching/listings/{world['listing']}/needs").text
    assert f"need={world['need']}" in text
    assert f"/zh/matching/listings/{world['listing']}/needs" in client.get(f"/zh/listings/{world['listing']}").text


def test_strangers_are_sent_away(client, sign_in, committed, world) -> None:
    assert client.get(f"/zh/matching/needs/{world['need']}").status_code == 303
    with committed():
        stranger = make_enterprise_user()
    sign_in(client, stranger)
    assert client.get(f"/zh/matching/needs/{world['need']}").status_code == 403


def test_the_ranking_is_switched_off_and_on_again(client, sign_in, world) -> None:
    sign_in(client, world["buyer"])
    page = f"/zh/matching/needs/{world['need']}"
    answer = client.post("/zh/matching/ranking", data={"state": "off", "next": page})
    assert answer.headers["Location"].endswith(page)
    assert "已关闭排序推荐" in client.get(page).text
    client.post("/zh/matching/ranking", data={"state": "on", "next": "//elsewhere.example"})
    assert "契合度" in client.get(page).text


def test_the_page_of_a_listing_leads_to_similar_ones_and_htmx_fetches_the_short_list(client, world) -> None:
    address = f"/zh/matching/listings/{world['listing']}"
    assert address in client.get(f"/zh/listings/{world['listing']}").text
    assert "烟气余热深度回收装置" in client.get(address).text
    short = client.get(address, headers={"HX-Request": "true"}).text
    assert "烟气余热深度回收装置" in short
    assert "<html" not in short


def test_shared_terms_in_chinese_are_marked_on_an_english_page(client, committed, index) -> None:
    chinese = {name: Text("烟气余热换热器耐受腐蚀", None) for name in CHINESE}
    with committed():
        listing = make_listing(**{**HEAT, **chinese})
        make_listing(**{**HEAT, **chinese, "title": Text("烟气余热深度回收装置", None)})
    index()
    page = client.get(f"/en/matching/listings/{listing.public_id}").text
    assert re.search(r'<li>Terms in common: <span lang="zh-CN">\w+</span>', page)
    assert re.search(r"<li>共同用语：[^<]+</li>", client.get(f"/zh/matching/listings/{listing.public_id}").text)


def test_matches_take_few_questions_to_the_database(client, sign_in, count_queries, world) -> None:
    sign_in(client, world["buyer"])
    client.get(f"/zh/matching/needs/{world['need']}")
    with count_queries() as seen:
        client.get(f"/zh/matching/needs/{world['need']}")
    assert len(seen) <= 14, "\n".join(seen)
    with count_queries() as seen:
        client.get(f"/zh/matching/listings/{world['listing']}")
    assert len(seen) <= 12, "\n".join(seen)


def test_programs_get_parts_and_reasons(client, sign_in, world) -> None:
    sign_in(client, world["buyer"])
    found = client.get(f"/api/v1/matching/needs/{world['need']}/listings").get_json()
    assert found["ranking"] == "on"
    match = found["items"][0]
    assert len(match["reasons"]) >= 2
    assert [part["name"] for part in match["parts"]] == ["text", "field", "maturity", "mode", "budget", "region"]
    one = client.get(f"/api/v1/matching/needs/{world['need']}/listings/{match['record']['public_id']}").get_json()
    assert one["percent"] == match["percent"]
    similar = client.get(f"/api/v1/matching/listings/{world['listing']}/similar").get_json()
    assert similar["items"][0]["reasons"]


def test_an_operator_gets_a_pair_explained(app, committed, world) -> None:
    with committed():
        told = app.test_cli_runner().invoke(args=["matching", "explain", world["listing"], world["need"]])
        assert told.exit_code == 0, told.output
        assert "score" in told.output
        counted = app.test_cli_runner().invoke(args=["matching", "recount"])
        assert "records counted" in counted.output


@pytest.mark.parametrize(("lang", "shown"), [("zh", "74万元–118万元"), ("en", "CN¥740,000–CN¥1,180,000")])
def test_prices_show_both_ends_of_their_range(client, sign_in, committed, index, lang: str, shown: str) -> None:
    with committed():
        owner = make_organisation("enterprise")
        buyer = make_enterprise_user(owner)
        need, listing = make_need(owner, buyer), make_listing(**HEAT)
        ranged = {"price_disclosure": "range", "price_min": 74_000_000, "price_max": 118_000_000}
        make_listing(**{**HEAT, **ranged, "title": Text("烟气余热深度回收装置", None)})
    index()
    assert shown in client.get(f"/{lang}/matching/listings/{listing.public_id}").text
    sign_in(client, buyer)
    assert shown in client.get(f"/{lang}/matching/needs/{need.public_id}").text


def test_a_broker_s_system_records_an_introduction(client, sign_in, world) -> None:
    address = f"/api/v1/matching/needs/{world['need']}/listings/{world['listing']}/introduction"
    sign_in(client, world["buyer"])
    assert client.post(address).status_code == 403
    sign_in(client, world["broker"])
    assert client.post(address).get_json()["record"]["public_id"] == world["listing"]
    assert client.get(f"/api/v1/needs/{world['need']}").get_json()["summary"]["state"] == "introduced"
