"""The centre's review through the API: queue, claim, steps, decision with reasons, thread."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import accounts as people
from tests.factories import listings as make

BASE = "/api/v1/listings"
QUEUE = "/api/v1/review"


@pytest.fixture
def reviewer(committed: Any) -> Any:
    with committed():
        return people.make_staff("reviewer")


@pytest.fixture
def university(committed: Any) -> Any:
    with committed():
        return people.make_organisation("university")


@pytest.fixture
def owner(committed: Any, university: Any) -> Any:
    with committed():
        return people.make_officer(university)


@pytest.fixture
def submitted(client: FlaskClient, committed: Any, sign_in: Any, university: Any, owner: Any) -> str:
    """The address of a complete draft that its owner has submitted."""
    with committed():
        listing = make.make_listing(university, owner, state="draft")
    sign_in(client, owner)
    address = f"{BASE}/{listing.public_id}"
    assert client.post(f"{address}/submit").status_code == 200
    return address


def _decide(client: FlaskClient, address: str, decision: str, **entries: Any) -> Any:
    return client.post(f"{address}/review", json={"decision": decision, **entries})


def test_from_the_queue_to_publication(client: FlaskClient, sign_in: Any, reviewer: Any, submitted: str) -> None:
    sign_in(client, reviewer)
    public_id = submitted.rpartition("/")[2]
    queue = client.get(f"{QUEUE}?kind=listing").get_json()
    assert public_id in [item["public_id"] for item in queue["items"]]
    assert queue["counts"]["listing"] >= 1
    early = _decide(client, submitted, "open_review")
    assert (early.status_code, early.get_json()["error"]["code"]) == (422, "guards_unmet")
    claimed = _decide(client, submitted, "claim").get_json()
    assert claimed["claimed_by_me"]
    assert {"open_review", "send_back", "reject", "tag_export"} <= set(claimed["decisions"])
    for decision, entries in (("open_review", {}), ("clear_secrecy", {}), ("tag_export", {"export_class": "free"})):
        taken = _decide(client, submitted, decision, **entries)
        assert taken.status_code == 200, taken.get_json()
    published = _decide(client, submitted, "approve").get_json()
    assert (published["state"], published["export_class"]) == ("published", "free")
    assert client.get(submitted).get_json()["version_number"] == 1
    held = _decide(client, submitted, "hold", cause="complaint", reason="有人投诉").get_json()
    assert (held["state"], held["decisions"]) == ("held", ["release"])
    assert _decide(client, submitted, "release", reason="投诉不成立").get_json()["state"] == "published"


def test_what_is_sent_back_says_why(
    client: FlaskClient, sign_in: Any, reviewer: Any, owner: Any, submitted: str
) -> None:
    sign_in(client, reviewer)
    _decide(client, submitted, "claim")
    assert _decide(client, submitted, "send_back").get_json()["error"]["fields"].keys() == {"reason"}
    odd = _decide(client, submitted, "send_back", reason="请补充", export_class="free")
    assert odd.get_json()["error"]["fields"].keys() == {"export_class"}
    told = {"reason": "请补充测试条件", "presets": ["figures_missing"],
            "remarks": [{"field": "figures", "text": "缺少测试条件"}]}  # fmt: skip
    returned = _decide(client, submitted, "send_back", **told)
    assert returned.get_json()["record_state"] == "returned", returned.get_json()
    sign_in(client, owner)
    notes = client.get(f"{submitted}/draft").get_json()["notes"]
    assert (notes["reason"], notes["remarks"]) == ("请补充测试条件", {"figures": "缺少测试条件"})


def test_a_change_shows_what_it_changes(
    client: FlaskClient, committed: Any, sign_in: Any, reviewer: Any, university: Any, owner: Any
) -> None:
    with committed():
        listing = make.make_listing(university, owner)
    address = f"{BASE}/{listing.public_id}"
    sign_in(client, owner)
    version = client.get(f"{address}/draft").headers["ETag"]
    client.patch(address, json={"keywords": ["电解水"]}, headers={"If-Match": version})
    assert client.post(f"{address}/submit").status_code == 200
    sign_in(client, reviewer)
    queue = client.get(f"{QUEUE}?kind=change").get_json()["items"]
    assert listing.public_id in [item["public_id"] for item in queue]
    found = client.get(f"{address}/review").get_json()
    assert found["is_change"]
    assert found["changes"]["keywords"][1] == ["电解水"]
    _decide(client, address, "claim")
    assert _decide(client, address, "approve").status_code == 200
    assert client.get(address).get_json()["content"]["keywords"] == ["电解水"]


def test_the_thread_keeps_internal_words_from_the_owner(
    client: FlaskClient, sign_in: Any, reviewer: Any, owner: Any, submitted: str
) -> None:
    sign_in(client, reviewer)
    for visibility in ("shared", "internal"):
        said = client.post(f"{submitted}/comments", json={"body": visibility, "visibility": visibility})
        assert said.status_code == 201
    assert [entry["body"] for entry in said.get_json()["items"]] == ["shared", "internal"]
    sign_in(client, owner)
    assert [entry["body"] for entry in client.get(f"{submitted}/comments").get_json()["items"]] == ["shared"]
    assert client.post(f"{submitted}/comments", json={"body": "?", "visibility": "internal"}).status_code == 403


def test_the_review_is_for_the_centre(client: FlaskClient, sign_in: Any, owner: Any, submitted: str) -> None:
    assert client.get(f"{submitted}/review").status_code == 403
    assert _decide(client, submitted, "claim").status_code == 403
    assert client.get(QUEUE).status_code == 403
    client.delete_cookie("session")
    assert client.get(QUEUE).status_code == 401


def test_nobody_reviews_for_a_colleague_who_claimed(
    client: FlaskClient, committed: Any, sign_in: Any, reviewer: Any, submitted: str
) -> None:
    with committed():
        other = people.make_staff("reviewer")
    sign_in(client, other)
    _decide(client, submitted, "claim")
    sign_in(client, reviewer)
    refused = _decide(client, submitted, "open_review")
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (422, "guards_unmet")
