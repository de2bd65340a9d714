"""What is near without being a match: listed apart with the rules it breaks, and any pair explained on a page."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from markupsafe import escape

from marketplace.core import audit
from marketplace.core.errors import Forbidden, NotFound
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.matching import queries
from marketplace.needs import queries as needs
from tests.factories.accounts import (
    actor,
    make_broker,
    make_enterprise_user,
    make_officer,
    make_organisation,
    make_staff,
)
from tests.factories.listings import make_listing
from tests.factories.needs import make_need
from tests.matching.test_matches import HEAT

# The same key technology and another subject: near, and no match.
TOWER = {
    **HEAT, "title": Text("干式冷却塔填料", None), "summary": Text("填料寿命长", None),
    "problem": Text("填料易碎", None), "solution": Text("改用陶瓷", None), "keywords": ["填料"],
    "technology_codes": ["geothermal.01"],
}  # fmt: skip


@pytest.fixture
def world(committed, index) -> dict[str, object]:
    with committed():
        owner, seller = make_organisation("enterprise"), make_organisation("university")
        buyer, officer = make_enterprise_user(owner), make_officer(seller)
        need = make_need(owner, buyer, technology_codes=["geothermal.01"])
        coating = {"title": Text("海上平台防腐涂层", None), "problem": Text("涂层在盐雾里一年剥落，返修费高", None)}
        steel = {"process": Text("海上平台钢结构", None), "targets": [], "keywords": [], "field_codes": ["wind"]}
        far = make_need(**coating, **steel)
        found = {
            "need": need.public_id, "match": make_listing(seller, officer, **HEAT).public_id,
            "near": make_listing(seller, officer, **TOWER).public_id, "far": far.public_id,
            "draft": make_listing(state="draft").public_id,
        }  # fmt: skip
        people = {"buyer": buyer, "officer": officer, "broker": make_broker(), "lead": make_staff("centre_lead")}
    index()
    return found | people


def test_the_nearest_stand_apart_from_the_matches_in_both_directions(committed, world) -> None:
    with committed():
        found = queries.of_need(SYSTEM, world["need"])
        assert [row.public_id for row in found.rows] == [world["match"]]
        [near] = found.near
        assert (near.public_id, near.is_listed) == (world["near"], False)
        assert near.unmet
        assert all(row.is_listed and not row.unmet for row in found.rows)
        back = queries.of_listing(SYSTEM, world["near"])
        assert (back.rows, [row.public_id for row in back.near]) == ([], [world["need"]])
        assert back.near[0].unmet == near.unmet


def test_at_most_five_are_near_and_none_when_the_ranking_is_off(committed, index, world) -> None:
    with committed():
        for number in range(6):
            make_listing(**{**TOWER, "title": Text(f"冷却塔填料之{number}", None)})
    index()
    with committed():
        assert len(queries.of_need(SYSTEM, world["need"]).near) == 5
        assert queries.of_need(SYSTEM, world["need"], ranked=False).near == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_what_is_near_and_why_it_is_no_match(client, sign_in, world, lang: str) -> None:
    sign_in(client, world["buyer"])
    page = client.get(f"/{lang}/matching/needs/{world['need']}").text
    section = page[page.index('id="near"') :]
    assert "is-unmet" in section
    assert "is-unmet" not in page[: page.index('id="near"')]
    assert world["near"] in section
    assert world["match"] not in section
    assert f"/{lang}/matching/pair?need={world['need']}&amp;listing={world['near']}" in section


def test_a_page_without_matches_is_no_dead_end(client, sign_in, world) -> None:
    sign_in(client, world["officer"])
    page = client.get(f"/en/matching/listings/{world['near']}/needs").text
    assert "No open need fits this listing well enough yet." in page
    assert "Near, but not a match" in page
    assert world["need"] in page


def test_programs_get_the_near_ones_as_a_list_of_their_own(client, sign_in, world) -> None:
    sign_in(client, world["broker"])
    found = client.get(f"/api/v1/matching/needs/{world['need']}/listings").get_json()
    assert [row["record"]["public_id"] for row in found["items"]] == [world["match"]]
    assert found["items"][0]["why_not_listed"] == []
    [near] = found["near"]
    assert (near["record"]["public_id"], near["is_listed"]) == (world["near"], False)
    assert near["why_not_listed"]
    one = client.get(f"/api/v1/matching/needs/{world['need']}/listings/{world['near']}").get_json()
    assert (one["is_listed"], one["why_not_listed"]) == (False, near["why_not_listed"])


def test_any_pair_is_explained_to_both_owners_brokers_and_the_centre(committed, world) -> None:
    with committed():
        for name in ("buyer", "officer", "broker", "lead"):
            assert queries.pair(actor(world[name]), world["near"], world["need"]).match.unmet
            assert queries.pair(actor(world[name]), world["match"], world["need"]).match.is_listed
        stranger = actor(make_enterprise_user())
        with pytest.raises(Forbidden):
            queries.pair(stranger, world["near"], world["need"])
        for listing, need in ((world["draft"], world["need"]), ("AAAAAAAAAA", world["need"]), (world["near"], "AA")):
            with pytest.raises(NotFound):
                queries.pair(actor(world["buyer"]), listing, need)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_a_pair_takes_numbers_and_addresses(client, sign_in, world, lang: str) -> None:
    sign_in(client, world["broker"])
    address = f"https://market.example/{lang}/listings/{world['near']}?from=search"
    page = client.get(f"/{lang}/matching/pair", query_string={"need": world["need"].lower(), "listing": address})
    assert page.status_code == 200
    for name in ("needs", "listings"):
        assert f'href="/{lang}/{name}/{world["need" if name == "needs" else "near"]}"' in page.text
    assert "checklist" in page.text


def test_the_page_of_a_pair_asks_for_the_side_not_given_and_refuses_what_is_no_number(client, sign_in, world) -> None:
    sign_in(client, world["buyer"])
    asked = client.get(f"/en/matching/pair?need={world['need']}")
    assert asked.status_code == 200
    assert f'value="{world["need"]}"' in asked.text
    assert "has-error" not in asked.text
    assert client.get(f"/en/matching/pair?need={world['need']}&listing=heat").status_code == 422
    assert client.get(f"/en/matching/pair?need={world['need']}&listing=AAAAAAAAAA").status_code == 404


def test_a_pair_is_explained_while_no_engine_answers(client, sign_in, committed, index) -> None:
    with committed():
        owner = make_organisation("enterprise")
        buyer = make_enterprise_user(owner)
        need, listing = make_need(owner, buyer).public_id, make_listing(**HEAT).public_id
    sign_in(client, buyer)
    answer = client.get(f"/en/matching/pair?need={need}&listing={listing}")
    assert answer.status_code == 200
    assert "Fit: " in answer.text


@pytest.mark.parametrize("name", ["broker", "lead"])
def test_a_broker_acts_on_a_match(client, sign_in, committed, world, name: str) -> None:
    """What the workflow of the need offers: the introduction is recorded, with the listing."""
    sign_in(client, world[name])
    page = client.get(f"/en/matching/needs/{world['need']}").text
    assert "Record an introduction" in page
    assert "enquiries/new" not in page
    assert f'href="/en/needs/{world["need"]}"' in page
    sides = {"need": world["need"], "listing": world["match"]}
    address = "/en/matching/introduction?" + urlencode(sides)
    assert escape(address) in page, "it is asked first"
    asked = client.get(address).text
    assert "This cannot be taken back." in asked
    with committed():
        assert needs.features([world["need"]])[world["need"]].state == "open"
    assert client.post("/en/matching/introduction", data=sides).status_code == 303
    with committed():
        assert needs.features([world["need"]])[world["need"]].state == "introduced"
        events = audit.timeline(f"need:{world['need']}", visibilities=("public", "parties", "staff"))
        assert events[0].reason == f"{HEAT['title'].zh} ({world['match']})", "in no words of the broker's language"
    again = client.get(f"/en/matching/needs/{world['need']}").text
    assert "Record an introduction" in again, "one introduction does not keep others out"
    assert "Introduced so far" in again
    second = {"need": world["need"], "listing": world["near"]}
    assert client.post("/en/matching/introduction", data=second).status_code == 303


@pytest.mark.parametrize("name", ["buyer", "officer"])
def test_who_deals_for_a_side_records_no_introduction_here(client, sign_in, world, name: str) -> None:
    sign_in(client, world[name])
    sides = {"need": world["need"], "listing": world["match"]}
    assert client.get("/en/matching/introduction?" + urlencode(sides)).status_code == 403
    assert client.post("/en/matching/introduction", data=sides).status_code == 403
    assert client.post("/en/matching/introduction", data={"need": world["need"]}).status_code == 422


def test_no_link_of_the_page_is_refused_to_a_broker(client, sign_in, world) -> None:
    sign_in(client, world["broker"])
    for page in (f"/en/matching/needs/{world['need']}", f"/en/matching/listings/{world['near']}/needs"):
        main = client.get(page).text.split("<main", 1)[1].split("</main>", 1)[0]
        for link in sorted(set(re.findall(r'href="(/en/[^"#]+)"', main))):
            assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_the_page_that_explains_the_search_leads_to_the_pair(client, sign_in, world) -> None:
    sign_in(client, world["lead"])
    for kind, name in (("need", "need"), ("listing", "near")):
        page = client.get(f"/en/search/explain/{kind}/{world[name]}").text
        assert f"/en/matching/pair?{kind}={world[name]}" in page
