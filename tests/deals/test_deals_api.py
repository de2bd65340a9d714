"""Deals through the API: a broker's own system takes a lead from the pool to its end."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.core import clock
from tests.factories.accounts import join, make_enterprise_user, make_organisation, make_user
from tests.factories.deals import Cast, make_cast, make_deal

BASE = "/api/v1/deals"


@pytest.fixture
def cast(committed: Any) -> Cast:
    with committed():
        return make_cast()


@pytest.fixture
def lead(committed: Any, cast: Cast) -> str:
    """The address of a lead that nobody brokers."""
    with committed():
        return f"{BASE}/{make_deal(cast).public_id}"


def _read(client: FlaskClient, address: str) -> dict[str, str]:
    return {"If-Match": client.get(address).headers["ETag"]}


def _step(client: FlaskClient, address: str, action: str, **entries: Any) -> Any:
    return client.post(f"{address}/advance", json={"action": action, **entries}, headers=_read(client, address))


def test_from_the_pool_to_the_end(client: FlaskClient, sign_in: Any, cast: Cast, lead: str) -> None:
    sign_in(client, cast.broker)
    assert [row["public_id"] for row in client.get(f"{BASE}/pool").get_json()] == [lead.rpartition("/")[2]]
    assert client.post(f"{lead}/claim").status_code == 200
    assert client.post(f"{lead}/declaration", json={"statement": "无利益关系"}).status_code == 204
    [screen] = [step for step in client.get(f"{lead}/steps").get_json()["steps"] if step["action"] == "screen"]
    assert [item["code"] for item in screen["items"] if not item["met"]] == ["next_action"]
    refused = _step(client, lead, "screen")
    assert (refused.status_code, len(refused.get_json()["error"]["unmet"])) == (422, 1)
    plan = {"next_action": "电话回访", "next_action_due": clock.today().isoformat()}
    assert client.put(f"{lead}/next-action", json=plan, headers=_read(client, lead)).status_code == 200
    assert _step(client, lead, "screen").get_json()["state"] == "screened"
    value = {"title": {"zh": "示例交易", "en": None}, "value_min_fen": 50_000_001, "value_max_fen": None}
    edited = client.put(lead, json=value, headers=_read(client, lead)).get_json()
    assert (edited["value_min_fen"], edited["value_max_fen"]) == (50_000_001, 50_000_001)
    people = {"supplier": cast.officer, "buyer": cast.buyer}
    for party in [party for party in edited["parties"] if party["side"] in people]:
        person = people[party["side"]].public_id
        named = client.put(f"{lead}/parties/{party['id']}/contact", json={"contact": person}).get_json()
        assert person in [one["contact"]["public_id"] for one in named["parties"] if one["id"] == party["id"]]
    assert _step(client, lead, "negotiate").status_code == 200
    agreement = {"file": (io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "合同.pdf"), "purpose": "agreement",
                 "signed_on": clock.today().isoformat()}  # fmt: skip
    [document] = client.post(f"{lead}/documents", data=agreement).get_json()
    assert (document["name"], document["uploaded_by"]["public_id"]) == ("合同.pdf", cast.broker.public_id)
    assert client.get(f"{lead}/documents/{document['public_id']}").data.startswith(b"%PDF")
    assert _step(client, lead, "sign").get_json()["state"] == "signed"
    assert "licensed" in client.get(f"{lead}/steps").get_json()["outcomes"]
    assert _step(client, lead, "close").status_code == 422
    closed = _step(client, lead, "close", outcome="licensed", exclusive=True).get_json()
    assert (closed["state"], closed["outcome"], closed["actions"]) == ("closed", "licensed", [])
    history = [event["kind"] for event in client.get(f"{lead}/history").get_json()]
    steps = [
        kind for kind in history if kind in ("deal.open", "deal.screen", "deal.negotiate", "deal.sign", "deal.close")
    ]
    assert steps == ["deal.close", "deal.sign", "deal.negotiate", "deal.screen", "deal.open"]


def test_a_step_names_what_was_read(client: FlaskClient, sign_in: Any, cast: Cast, lead: str) -> None:
    sign_in(client, cast.reviewer)
    lose = {"action": "lose", "loss_code": "price"}
    assert client.post(f"{lead}/advance", json=lose).status_code == 428
    before = _read(client, lead)
    plan = {"next_action": "电话回访", "next_action_due": clock.today().isoformat()}
    assert client.put(f"{lead}/next-action", json=plan, headers=before).status_code == 200
    assert client.post(f"{lead}/advance", json=lose, headers=before).status_code == 409
    assert _step(client, lead, "lose", loss_code="price").get_json()["loss_code"] == "price"
    assert _step(client, lead, "reopen").status_code == 422
    assert _step(client, lead, "reopen", reason="买方重新立项").get_json()["state"] == "lead"
    wrong = _step(client, lead, "sell")
    assert (wrong.status_code, list(wrong.get_json()["error"]["fields"])) == (422, ["action"])


def test_the_centre_gives_a_lead_to_a_broker(client: FlaskClient, sign_in: Any, cast: Cast, lead: str) -> None:
    sign_in(client, cast.lead)
    given = client.put(f"{lead}/broker", json={"broker": cast.broker.public_id}, headers=_read(client, lead))
    assert given.status_code == 200, given.get_json()
    sign_in(client, cast.broker)
    related = {"statement": "我曾任职于该校", "related_sides": ["supplier"]}
    assert client.post(f"{lead}/declaration", json=related).status_code == 204
    assert client.get(lead).status_code == 404


def test_notes_and_tasks_are_cut_to_the_reader(client: FlaskClient, committed: Any, sign_in: Any, cast: Cast) -> None:
    with committed():
        deal = make_deal(cast, state="screened")
    address = f"{BASE}/{deal.public_id}"
    sign_in(client, cast.broker)
    for visibility in ("shared", "internal"):
        note = client.post(f"{address}/notes", json={"body": visibility, "visibility": visibility})
        assert note.status_code == 201
        task = {"title": visibility, "due": clock.today().isoformat(), "visibility": visibility}
        assert client.post(f"{address}/tasks", json=task).status_code == 201
    tasks = client.get(f"{address}/tasks").get_json()
    done = client.post(f"{address}/tasks/{tasks[0]['public_id']}/complete").get_json()
    assert [task["public_id"] for task in done if task["done_at"]] == [tasks[0]["public_id"]]
    sign_in(client, cast.buyer)
    assert [note["body"] for note in client.get(f"{address}/notes").get_json()] == ["shared"]
    assert [task["title"] for task in client.get(f"{address}/tasks").get_json()] == ["shared"]
    assert client.post(f"{address}/notes", json={"body": "?", "visibility": "internal"}).status_code == 403
    assert client.get(f"{address}/steps").status_code == 403
    assert _step(client, address, "negotiate").status_code == 403


def test_a_party_of_one_step_sees_its_own_part(client: FlaskClient, committed: Any, sign_in: Any, cast: Cast) -> None:
    with committed():
        address = f"{BASE}/{make_deal(cast, state='screened').public_id}"
        platform, person = make_organisation("pilot_platform"), make_user()
        join(person, platform, "officer")
    sign_in(client, cast.broker)
    added = client.post(f"{address}/parties", json={"organisation": platform.public_id, "side": "platform"})
    assert added.status_code == 201, added.get_json()
    [party] = [party for party in added.get_json()["parties"] if party["side"] == "platform"]
    sign_in(client, person)
    for part, status in (("tasks", 200), ("documents", 200), ("notes", 403), ("history", 403), ("steps", 403)):
        assert client.get(f"{address}/{part}").status_code == status, part
    assert client.get(address).get_json()["value_reason"] is None
    sign_in(client, cast.broker)
    assert client.post(f"{address}/parties/{party['id']}/remove", json={"reason": "不再参与"}).status_code == 200
    sign_in(client, person)
    assert client.get(address).status_code == 404


def test_strangers_find_no_deal(client: FlaskClient, committed: Any, sign_in: Any, cast: Cast, lead: str) -> None:
    with committed():
        stranger = make_enterprise_user()
    sign_in(client, stranger)
    for part in ("", "/history", "/steps", "/tasks", "/documents", "/notes"):
        assert client.get(f"{lead}{part}").status_code == 404, part
    assert client.get(f"{BASE}/pool").status_code == 403
    assert client.post(f"{lead}/notes", json={"body": "?"}).status_code == 404


def test_an_earlier_introduction_is_reviewed_by_the_lead_of_the_centre(
    client: FlaskClient, committed: Any, sign_in: Any, cast: Cast, lead: str
) -> None:
    sign_in(client, cast.reviewer)
    assert client.post(f"{lead}/bypass", json={"reason": "不涉及"}).status_code == 403
    sign_in(client, cast.lead)
    assert client.post(f"{lead}/bypass", json={}).status_code == 422
