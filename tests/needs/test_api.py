"""Tests of the JSON operations: what a program reads it can write back, steps, judgements, its own list."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import accounts as people
from tests.factories.needs import make_need

BASE = "/api/v1/needs"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def draft(client: FlaskClient, committed: Any, sign_in: Any) -> str:
    """The address of a draft with every kind of entry; the client is signed in as an officer of its owner."""
    with committed():
        owner = people.make_organisation("enterprise")
        author = people.make_enterprise_user(owner)
        need = make_need(
            owner, author, state="draft", anonymity="anonymous", budget_min_fen=150_000_001, budget_max_fen=None,
            maturity_scale="qingdao_2025", maturity_level=6, region_code="5101", tried=None,
        )  # fmt: skip
    sign_in(client, author)
    return f"{BASE}/{need.public_id}"


def test_what_is_read_can_be_written_back_and_changes_nothing(client: FlaskClient, draft: str) -> None:
    read = client.get(f"{draft}/draft")
    content = read.get_json()["content"]
    assert (content["budget_min_fen"], content["maturity_level"], content["region_code"]) == (150_000_001, 6, "5101")
    assert (content["anonymity"], content["tried"]) == ("anonymous", None)
    written = client.put(draft, json=content, headers={"If-Match": read.headers["ETag"]})
    assert written.status_code == 200, written.get_json()
    again = client.get(f"{draft}/draft")
    assert again.get_json()["content"] == content
    assert again.get_json()["version"] == read.get_json()["version"]


def test_every_write_names_the_version_for_the_next(client: FlaskClient, draft: str, committed: Any) -> None:
    content = client.get(f"{draft}/draft").get_json()["content"]
    begun = client.post(BASE, json=content)
    assert begun.status_code == 201
    address = f"{BASE}/{begun.get_json()['summary']['public_id']}"
    for tried in ("一台换热器", "两台换热器"):
        content["tried"] = {"zh": tried, "en": None}
        begun = client.put(address, json=content, headers={"If-Match": begun.headers["ETag"]})
        assert begun.status_code == 200, begun.get_json()
    step = client.post(f"{address}/advance", json={"action": "submit"})
    assert step.headers["ETag"] == client.get(address).headers["ETag"]


@pytest.mark.parametrize(
    ("entry", "value"),
    [("budget_min_fen", "35.5"), ("budget_min_fen", 0.5), ("budget_max_fen", -1), ("budget_max_fen", 10**16),
     ("maturity_level", 99), ("anonymity", ""), ("keywords", 5), ("keywords", {"zh": "余热"}),
     ("keywords", [["余热"]])],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused(client: FlaskClient, draft: str, entry: str, value: Any) -> None:
    read = client.get(f"{draft}/draft")
    sent = read.get_json()["content"] | {entry: value}
    refused = client.put(draft, json=sent, headers={"If-Match": read.headers["ETag"]})
    assert (refused.status_code, list(refused.get_json()["error"]["fields"])) == (422, [entry])


def test_figures_are_text_without_idle_noughts(client: FlaskClient, draft: str) -> None:
    [target] = client.get(draft).get_json()["targets"]
    assert (target["present"], target["target"]) == ("0", "12")


def test_what_is_being_written_is_for_the_owner_and_the_centre(
    client: FlaskClient, draft: str, committed: Any, sign_in: Any
) -> None:
    shown = f"{BASE}/{_open_need(committed)}/draft"
    assert client.get(shown).status_code == 403
    with committed():
        stranger, reviewer = people.make_enterprise_user(), people.make_staff("reviewer")
    sign_in(client, stranger)
    assert client.get(f"{draft}/draft").status_code == 404
    sign_in(client, reviewer)
    assert client.get(f"{draft}/draft").status_code == 200
    assert client.get(shown).status_code == 200


def test_steps_are_named_where_they_are_possible_and_where_they_are_not(client: FlaskClient, draft: str) -> None:
    assert client.get(draft).get_json()["actions"] == ["submit", "withdraw"]
    unknown = client.post(f"{draft}/advance", json={"action": "sell"}, headers=ENGLISH)
    assert unknown.status_code == 422
    assert "submit, recall, return" in unknown.get_json()["error"]["fields"]["action"][0]


def test_a_program_lists_the_needs_of_its_organisation(client: FlaskClient, draft: str, committed: Any) -> None:
    _open_need(committed)
    own = client.get(f"{BASE}?mine=true").get_json()
    assert [item["public_id"] for item in own["items"]] == [draft.rpartition("/")[2]]
    assert client.get(f"{BASE}?mine=true&state=open").get_json()["total"] == 0
    assert client.get(f"{BASE}?state=draft", headers=ENGLISH).status_code == 422


def test_a_reviewer_judges_and_publishes(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed():
        need, reviewer = make_need(state="submitted"), people.make_staff("reviewer")
        stranger = people.make_enterprise_user()
    address = f"{BASE}/{need.public_id}"
    sign_in(client, stranger)
    assert client.post(f"{address}/comments", json={"clear": True, "body": "x"}).status_code == 403
    sign_in(client, reviewer)
    unsaid = client.post(f"{address}/comments", json={"body": "数据充分"})
    assert (unsaid.status_code, list(unsaid.get_json()["error"]["fields"])) == (422, ["clear"])
    said = client.post(f"{address}/comments", json={"clear": True, "body": "数据充分"})
    assert (said.status_code, [one["body"] for one in said.get_json()["comments"]]) == (201, ["数据充分"])
    for action in ("review", "publish"):
        assert client.post(f"{address}/advance", json={"action": action}).status_code == 200
    assert client.get(address).get_json()["summary"]["state"] == "open"
    sign_in(client, stranger)
    assert client.get(address).get_json()["comments"] == []


def _open_need(committed: Any) -> str:
    with committed():
        return str(make_need().public_id)
