"""Enquiries through the API: both sides' systems ask, answer, accept and decline."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories.accounts import make_enterprise_user, make_officer
from tests.factories.deals import Cast, make_cast, make_enquiry
from tests.factories.listings import make_listing
from tests.factories.needs import make_need

BASE = "/api/v1/deals/enquiries"
ASKED = {"wanted_mode": "licence", "question": "额定功率下寿命多长？", "quantity": "2 台"}


@pytest.fixture
def cast(committed: Any) -> Cast:
    with committed():
        return make_cast()


@pytest.fixture
def listing(committed: Any, cast: Cast) -> str:
    with committed():
        return make_listing(cast.university, cast.officer).public_id


def test_from_question_to_deal(client: FlaskClient, sign_in: Any, cast: Cast, listing: str) -> None:
    sign_in(client, cast.buyer)
    sent = client.post(BASE, json=ASKED | {"listing": listing})
    assert sent.status_code == 201, sent.get_json()
    address = sent.headers["Location"]
    assert sent.get_json()["summary"]["record"] == listing
    assert sent.get_json()["actions"] == ["withdraw"]
    assert client.post(BASE, json=ASKED | {"listing": listing}).get_json()["error"]["code"] == "already_asked"
    assert [row["state"] for row in client.get(f"{BASE}?box=sent").get_json()["items"]] == ["open"]
    sign_in(client, cast.officer)
    assert client.get(f"{BASE}?waiting=true").get_json()["total"] == 1
    assert set(client.get(address).get_json()["actions"]) == {"accept", "decline", "block"}
    answered = client.post(f"{address}/messages", json={"body": "已运行 500 小时。"})
    assert (answered.status_code, answered.get_json()["summary"]["state"]) == (201, "answered")
    taken = client.post(f"{address}/advance", json={"action": "accept"}).get_json()
    assert (taken["summary"]["state"], taken["actions"], taken["may_write"]) == ("accepted", [], False)
    assert client.get(f"/api/v1/deals/{taken['deal']}").status_code == 200
    again = client.post(f"{address}/advance", json={"action": "accept"})
    assert (again.status_code, again.get_json()["error"]["code"]) == (409, "invalid_action")


def test_declining_asks_for_its_reason(client: FlaskClient, committed: Any, sign_in: Any, cast: Cast) -> None:
    with committed():
        address = f"{BASE}/{make_enquiry(cast).public_id}"
    sign_in(client, cast.officer)
    refused = client.post(f"{address}/advance", json={"action": "decline"})
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (422, "guards_unmet")
    declined = client.post(f"{address}/advance", json={"action": "decline", "code": "terms_unsuitable"}).get_json()
    assert (declined["summary"]["state"], declined["decline_code"]) == ("declined", "terms_unsuitable")


def test_files_come_with_a_message(client: FlaskClient, committed: Any, sign_in: Any, cast: Cast) -> None:
    with committed():
        address = f"{BASE}/{make_enquiry(cast).public_id}"
    sign_in(client, cast.officer)
    assert client.post(f"{address}/files", data={"uploads": (io.BytesIO(b"%PDF-1.4\n"), "a.pdf")}).status_code == 422
    form = {"body": "检测报告见附件。", "uploads": [(io.BytesIO(b"%PDF-1.4\n"), "report.pdf")]}
    sent = client.post(f"{address}/files", data=form)
    assert sent.status_code == 201, sent.get_json()
    [file] = sent.get_json()["messages"][-1]["files"]
    assert file["name"] == "report.pdf"
    sign_in(client, cast.buyer)
    assert client.get(f"{address}/files/{file['public_id']}").data == b"%PDF-1.4\n"


def test_a_supplier_offers_a_listing_of_its_own_to_a_need(
    client: FlaskClient, committed: Any, sign_in: Any, cast: Cast, listing: str
) -> None:
    with committed():
        need = make_need(cast.enterprise, cast.buyer, anonymity="anonymous").public_id
        foreign = make_listing().public_id
    sign_in(client, cast.officer)
    for wrong in (foreign, "AAAAAAAAAA"):
        refused = client.post(BASE, json=ASKED | {"need": need, "offered_listing": wrong})
        assert (refused.status_code, list(refused.get_json()["error"]["fields"])) == (422, ["offered_listing"])
    sent = client.post(BASE, json=ASKED | {"need": need, "offered_listing": listing}).get_json()
    assert (sent["offered_listing"], sent["summary"]["about"]) == (listing, "need")
    assert cast.enterprise.name.pick("zh") not in str(sent)


@pytest.mark.parametrize("chosen", [(), ("listing", "need")])
def test_an_enquiry_is_about_one_thing(
    client: FlaskClient, committed: Any, sign_in: Any, cast: Cast, listing: str, chosen: tuple[str, ...]
) -> None:
    sign_in(client, cast.buyer)
    refused = client.post(BASE, json=ASKED | dict.fromkeys(chosen, listing))
    assert (refused.status_code, list(refused.get_json()["error"]["fields"])) == (422, ["listing"])
    with_offer = client.post(BASE, json=ASKED | {"listing": listing, "offered_listing": listing})
    assert (with_offer.status_code, list(with_offer.get_json()["error"]["fields"])) == (422, ["offered_listing"])


def test_strangers_see_and_do_nothing(client: FlaskClient, committed: Any, sign_in: Any, cast: Cast) -> None:
    with committed():
        address = f"{BASE}/{make_enquiry(cast).public_id}"
        strangers = make_enterprise_user(), make_officer()
    assert client.get(BASE).status_code == 401
    for stranger in strangers:
        sign_in(client, stranger)
        assert client.get(BASE).get_json()["items"] == []
        assert client.get(address).status_code == 404
        assert client.post(f"{address}/messages", json={"body": "?"}).status_code == 404
        assert client.post(f"{address}/advance", json={"action": "accept"}).status_code == 404
