"""Tests of the JSON operations: lists, drafts with versions, submission."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.core.ids import new_public_id
from tests.factories import accounts as people
from tests.factories import listings as make

BASE = "/api/v1/listings"


def test_the_public_list_and_page_need_no_sign_in(client: FlaskClient, committed: Any) -> None:
    with committed():
        shown, hidden = make.make_listing(), make.make_listing(state="draft")
    found = client.get(f"{BASE}?field=hydrogen&size=100").get_json()
    names = [item["public_id"] for item in found["items"]]
    assert shown.public_id in names
    assert hidden.public_id not in names
    page = client.get(f"{BASE}/{shown.public_id}").get_json()
    assert page["content"]["figures"][0]["unit"] == "kWh/Nm³"
    assert page["content"]["maturity"] == "trl_9:5"
    assert client.get(f"{BASE}/{hidden.public_id}").status_code == 404
    assert client.get(f"{BASE}?size=1000").status_code == 422


def test_a_draft_is_written_and_submitted_by_programs_too(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed():
        officer = people.make_officer()
    sign_in(client, officer)
    begun = client.post(BASE, json={"kind": "result", "title": {"zh": "一种电极", "en": None}})
    assert begun.status_code == 201
    public_id, version = begun.get_json()["public_id"], begun.headers["ETag"]
    address = f"{BASE}/{public_id}"
    assert client.patch(address, json={"keywords": ["电解水"]}).status_code == 428
    saved = client.patch(address, json={"keywords": ["电解水"]}, headers={"If-Match": version})
    assert saved.get_json()["content"]["keywords"] == ["电解水"]
    assert saved.get_json()["content"]["title"]["zh"] == "一种电极"
    stale = client.patch(address, json={"keywords": ["别的"]}, headers={"If-Match": version})
    assert stale.status_code == 409
    assert stale.get_json()["error"]["diff"]["keywords"] == ["电解水", "别的"]
    wrong = client.patch(address, json={"maturity": "trl_9:12"}, headers={"If-Match": saved.headers["ETag"]})
    assert wrong.status_code == 422
    assert "maturity" in str(wrong.get_json()["error"]["fields"])
    refused = client.post(f"{address}/submit")
    assert refused.status_code == 422
    assert {"problem", "figures", "secrecy_level"} <= set(refused.get_json()["error"]["fields"])
    assert client.get(f"{BASE}?mine=true").get_json()["total"] == 1
    assert client.get(f"{address}/draft").headers["ETag"] == saved.headers["ETag"]


def test_a_price_can_be_changed_alone(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed():
        officer = people.make_officer()
        listing = make.make_listing(db_owner(officer), officer, state="draft")
    sign_in(client, officer)
    address = f"{BASE}/{listing.public_id}"
    version = client.get(f"{address}/draft").headers["ETag"]
    saved = client.patch(address, json={"price_min": "88"}, headers={"If-Match": version}).get_json()
    assert (saved["content"]["price_disclosure"], saved["content"]["price_min"]) == ("stated", "88")


@pytest.mark.parametrize("disclosure", ["negotiable", None])
def test_an_amount_alone_does_not_slip_in_behind_a_price_on_request(
    client: FlaskClient, committed: Any, sign_in: Any, disclosure: str | None
) -> None:
    with committed():
        officer = people.make_officer()
        listing = make.make_listing(
            db_owner(officer), officer, state="draft", price_disclosure=disclosure, price_min=None
        )
    sign_in(client, officer)
    address = f"{BASE}/{listing.public_id}"
    version = client.get(f"{address}/draft").headers["ETag"]
    refused = client.patch(address, json={"price_min": "33"}, headers={"If-Match": version})
    assert (refused.status_code, list(refused.get_json()["error"]["fields"])) == (422, ["price_min"])
    both = {"price_min": "33", "price_disclosure": "stated"}
    saved = client.patch(address, json=both, headers={"If-Match": version}).get_json()
    assert (saved["content"]["price_disclosure"], saved["content"]["price_min"]) == ("stated", "33")


@pytest.mark.parametrize("written", ['"{}"', 'W/"{}"'])
def test_an_edit_names_a_version_that_begins_and_ends_with_w(
    client: FlaskClient, committed: Any, sign_in: Any, written: str
) -> None:
    with committed():
        officer = people.make_officer()
        public_id = f"W{new_public_id()[1:]}"
        listing = make.make_listing(db_owner(officer), officer, state="draft", record={"public_id": public_id})
    sign_in(client, officer)
    version = client.get(f"{BASE}/{listing.public_id}/draft").headers["ETag"].strip('"')
    assert version.startswith("W")
    headers = {"If-Match": written.format(version)}
    assert client.patch(f"{BASE}/{public_id}", json={"keywords": ["电极"]}, headers=headers).status_code == 200


def test_strangers_neither_read_nor_write_a_draft(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed():
        listing, stranger = make.make_listing(state="draft"), people.make_officer()
    assert client.get(f"{BASE}/{listing.public_id}/draft").status_code == 401
    sign_in(client, stranger)
    assert client.get(f"{BASE}/{listing.public_id}/draft").status_code == 404
    edited = client.patch(f"{BASE}/{listing.public_id}", json={"keywords": []}, headers={"If-Match": '"x-1"'})
    assert edited.status_code == 404
    assert client.post(f"{BASE}/{listing.public_id}/submit").status_code == 404


def db_owner(user: people.User) -> people.Organisation:
    """The organisation the person belongs to."""
    from marketplace.core.unit import session

    (membership,) = people.actor(user).memberships
    return session().get_one(people.Organisation, membership.organisation_id)


def test_a_program_takes_the_steps_of_an_owner(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed():
        officer = people.make_officer()
        listing = make.make_listing(db_owner(officer), officer)
        stranger = people.make_officer()
    sign_in(client, officer)
    address = f"{BASE}/{listing.public_id}"
    assert {"pause", "withdraw"} <= set(client.get(address).get_json()["actions"])
    unknown = client.post(f"{address}/advance", json={"action": "publish"}, headers={"Accept-Language": "en"})
    assert "recall, discard, confirm" in unknown.get_json()["error"]["fields"]["action"][0]
    for sent, missing in (({"action": "withdraw"}, "reason"), ({"action": "pause", "reason": "x"}, "reason"),
                          ({"action": "set_availability"}, "availability")):  # fmt: skip
        refused = client.post(f"{address}/advance", json=sent)
        assert (refused.status_code, list(refused.get_json()["error"]["fields"])) == (422, [missing])
    assert client.post(f"{address}/advance", json={"action": "pause"}).get_json()["state"] == "paused"
    assert client.post(f"{address}/advance", json={"action": "resume"}).get_json()["state"] == "published"
    sign_in(client, stranger)
    assert client.post(f"{address}/advance", json={"action": "pause"}).status_code == 403


def test_a_program_attaches_files_and_readers_of_their_tier_get_them(
    client: FlaskClient, committed: Any, sign_in: Any
) -> None:
    with committed():
        officer = people.make_officer()
        listing = make.make_listing(db_owner(officer), officer, state="draft")
    sign_in(client, officer)
    address = f"{BASE}/{listing.public_id}"
    version = client.get(f"{address}/draft").headers["ETag"]

    def attach(**sent: Any) -> Any:
        told = {"kind": "report", "tier": "public", "caption_zh": "检测报告", **sent}
        return client.post(f"{address}/attachments", data=told, headers={"If-Match": version})

    assert list(attach().get_json()["error"]["fields"]) == ["file"]
    assert list(attach(file=(io.BytesIO(b"x"), "a.txt"), kind="x").get_json()["error"]["fields"]) == ["kind"]
    made = attach(file=(io.BytesIO(b"figures"), "report.txt"))
    assert (made.status_code, made.headers["ETag"] != version) == (201, True)
    assert client.get(address).get_json()["attachments"] == made.get_json()["attachments"]
    [told] = made.get_json()["attachments"]
    assert (told["name"], told["tier"], told["readable"]) == ("report.txt", "public", True)
    assert client.get(f"{address}/files/{told['public_id']}").data == b"figures"
    client.delete_cookie("session")
    assert client.get(f"{address}/files/{told['public_id']}").status_code == 404


def test_a_program_changes_and_removes_attachments(client: FlaskClient, committed: Any, sign_in: Any) -> None:
    with committed():
        officer = people.make_officer()
        listing = make.make_listing(db_owner(officer), officer, state="draft")
    sign_in(client, officer)
    address = f"{BASE}/{listing.public_id}"
    version = client.get(f"{address}/draft").headers["ETag"]
    form = {"file": (io.BytesIO(b"x"), "a.txt"), "kind": "report", "tier": "public", "caption_zh": "检测报告"}
    made = client.post(f"{address}/attachments", data=form, headers={"If-Match": version})
    file = f"{address}/attachments/{made.get_json()['attachments'][0]['public_id']}"
    assert client.patch(file, json={"tier": "nda"}).status_code == 428
    assert client.patch(file, json={"tier": "nda"}, headers={"If-Match": version}).status_code == 409
    changed = client.patch(file, json={"tier": "nda"}, headers={"If-Match": made.headers["ETag"]})
    [told] = changed.get_json()["attachments"]
    assert (told["tier"], told["kind"], told["caption"]["zh"]) == ("nda", "report", "检测报告")
    wrong = client.patch(file, json={"tier": "secret"}, headers={"If-Match": changed.headers["ETag"]})
    assert list(wrong.get_json()["error"]["fields"]) == ["tier"]
    named = {"If-Match": changed.headers["ETag"]}
    assert client.delete(f"{address}/attachments/AAAAAAAAAA", headers=named).status_code == 404
    assert client.delete(file, headers=named).get_json()["attachments"] == []
