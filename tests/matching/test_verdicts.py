"""What the owner of a need says of a match: it hides what does not suit, can be taken back, is counted for staff."""

from __future__ import annotations

import pytest

from tests.factories.accounts import (
    make_broker,
    make_enterprise_user,
    make_organisation,
    make_staff,
)
from tests.factories.listings import make_listing
from tests.factories.needs import make_need
from tests.matching.test_matches import HEAT

VERDICT = "/en/matching/verdict"


@pytest.fixture
def world(committed, index) -> dict[str, object]:
    with committed():
        owner = make_organisation("enterprise")
        buyer = make_enterprise_user(owner)
        need = make_need(owner, buyer)
        found = {"need": need.public_id, "listing": make_listing(**HEAT).public_id, "buyer": buyer}
        people = {"broker": make_broker(), "lead": make_staff("centre_lead"), "stranger": make_enterprise_user()}
    index()
    return found | people


def test_what_does_not_suit_leaves_the_owners_list_and_comes_back(client, sign_in, world) -> None:
    sign_in(client, world["buyer"])
    sides = {"need": world["need"], "listing": world["listing"]}
    page, api = f"/en/matching/needs/{world['need']}", f"/api/v1/matching/needs/{world['need']}/listings"
    assert "Not suitable" in client.get(page).text
    assert client.post(VERDICT, data={**sides, "suitable": "no"}).headers["Location"] == page
    listed = client.get(api).get_json()
    assert listed["items"] == []
    assert [match["record"]["public_id"] for match in listed["hidden"]] == [world["listing"]]
    assert "1 listing you found not suitable" in client.get(page).text
    assert client.get(f"{page.rpartition('/needs')[0]}/pair", query_string=sides).text.count("Take this back") == 1
    client.post(VERDICT, data=sides)
    assert [match["suitable"] for match in client.get(api).get_json()["items"]] == [None]
    assert client.put(f"{api}/{world['listing']}/verdict", json={"suitable": True}).get_json()["suitable"] is True
    assert [match["suitable"] for match in client.get(api).get_json()["items"]] == [True]
    assert client.put(f"{api}/{world['listing']}/verdict", json={"suitable": None}).get_json()["suitable"] is None


def test_others_go_on_seeing_the_pair_and_staff_how_many_were_judged(client, sign_in, world) -> None:
    sign_in(client, world["buyer"])
    client.post(VERDICT, data={"need": world["need"], "listing": world["listing"], "suitable": "no"})
    for name in ("broker", "lead"):
        sign_in(client, world[name])
        page = client.get(f"/en/matching/needs/{world['need']}").text
        assert f"/en/listings/{world['listing']}" in page
        assert "Take this back" not in page
        assert ("0 suitable, 1 not suitable" in page) == (name == "lead")
        [match] = client.get(f"/api/v1/matching/needs/{world['need']}/listings").get_json()["items"]
        assert match["suitable"] is None, "what the owner said is for the owner"


@pytest.mark.parametrize("name", ["broker", "lead", "stranger"])
def test_nobody_else_judges(client, sign_in, world, name: str) -> None:
    sign_in(client, world[name])
    sent = {"need": world["need"], "listing": world["listing"], "suitable": "no"}
    assert client.post(VERDICT, data=sent).status_code == 403
    api = f"/api/v1/matching/needs/{world['need']}/listings/{world['listing']}/verdict"
    assert client.put(api, json={"suitable": False}).status_code == 403


def test_what_is_no_word_or_no_record_is_refused(client, sign_in, committed, world) -> None:
    with committed():
        draft = make_listing(state="draft").public_id
    sign_in(client, world["buyer"])
    sides = {"need": world["need"], "listing": world["listing"]}
    assert client.post(VERDICT, data={**sides, "suitable": "maybe"}).status_code == 422
    assert client.post(VERDICT, data={**sides, "listing": draft, "suitable": "no"}).status_code == 404
