"""A request repeated with its `Idempotency-Key` does its work once."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from marketplace.core import idempotency, unit
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.listings.models import Listing
from tests.core.own_database import own_database  # noqa: F401
from tests.factories import accounts as people
from tests.factories import listings as offers

BASE = "/api/v1/listings"
KEY = {"Idempotency-Key": "a7b0"}
DRAFT = {"kind": "result", "title": {"zh": "一种电极", "en": None}}


@pytest.fixture
def officer(client: FlaskClient, committed: Any, sign_in: Any) -> Any:
    with committed():
        person = people.make_officer()
    sign_in(client, person)
    return person


def _drafts(committed: Any, person: Any) -> int:
    with committed():
        query = select(func.count()).select_from(Listing).where(Listing.created_by_id == person.id)
        return session().scalar(query) or 0


def test_a_repeated_request_is_answered_as_the_first(client: FlaskClient, officer: Any, committed: Any) -> None:
    first = client.post(BASE, json=DRAFT, headers=KEY)
    assert first.status_code == 201
    assert first.headers["Location"] == f"{BASE}/{first.get_json()['public_id']}"
    again = client.post(BASE, json=DRAFT, headers=KEY)
    assert (again.status_code, again.get_json()) == (201, first.get_json())
    for name in ("ETag", "Location", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert _drafts(committed, officer) == 1
    assert client.post(BASE, json=DRAFT).get_json()["public_id"] != first.get_json()["public_id"]


def test_a_key_belongs_to_one_content_one_address_and_one_person(
    client: FlaskClient, officer: Any, committed: Any, sign_in: Any
) -> None:
    first = client.post(BASE, json=DRAFT, headers=KEY).get_json()["public_id"]
    other = client.post(BASE, json=DRAFT | {"kind": "patent"}, headers={**KEY, "Accept-Language": "en"})
    assert (other.status_code, other.get_json()["error"]["code"]) == (422, "idempotency_key_reused")
    assert "new key" in other.get_json()["error"]["message"]
    collection = client.post("/api/v1/search/collections", json={"name": "储能"}, headers=KEY)
    assert collection.status_code == 201
    with committed():
        colleague = people.make_officer()
    sign_in(client, colleague)
    assert client.post(BASE, json=DRAFT, headers=KEY).get_json()["public_id"] != first


def test_a_request_that_was_refused_may_be_mended(client: FlaskClient, officer: Any, committed: Any) -> None:
    assert client.post(BASE, json={"kind": "dream"}, headers=KEY).status_code == 422
    assert client.post(BASE, json=DRAFT, headers=KEY).status_code == 201
    too_long = client.post(BASE, json=DRAFT, headers={"Idempotency-Key": "k" * (idempotency.LONGEST_KEY + 1)})
    assert (too_long.status_code, list(too_long.get_json()["error"]["fields"])) == (422, ["Idempotency-Key"])


def test_a_file_is_added_once(client: FlaskClient, officer: Any) -> None:
    begun = client.post(BASE, json=DRAFT)
    address = f"{BASE}/{begun.get_json()['public_id']}/attachments"

    def send(content: bytes) -> Any:
        form = {"file": (io.BytesIO(content), "电极.txt"), "kind": "report", "tier": "public", "caption_zh": "检测报告"}
        return client.post(address, data=form, headers={**KEY, "If-Match": begun.headers["ETag"]})

    first, again, other = send("电极".encode()), send("电极".encode()), send("电解".encode())
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422), first.get_json()
    assert again.get_json() == first.get_json()


def test_a_step_is_taken_once(client: FlaskClient, officer: Any, committed: Any) -> None:
    with committed():
        owner = people.make_organisation("university")
        people.join(officer, owner, "officer")
        listing = offers.make_listing(owner, officer)
    step = {"action": "withdraw", "reason": "已转让"}
    for _time in range(2):
        taken = client.post(f"{BASE}/{listing.public_id}/advance", json=step, headers=KEY)
        assert (taken.status_code, taken.get_json()["state"]) == (200, "withdrawn"), taken.get_json()


@pytest.mark.usefixtures("own_database")
def test_the_same_request_sent_beside_the_first_waits_for_its_answer() -> None:
    person, found, begun = Actor(user_id=1), [], threading.Event()

    def second() -> None:
        begun.wait(10)
        with unit.unit():
            found.append(idempotency.begin(person, BASE, "k", "0").body)

    thread = threading.Thread(target=second)
    thread.start()
    with unit.unit():
        first = idempotency.begin(person, BASE, "k", "0")
        begun.set()
        thread.join(0.5)
        assert found == []
        first.status, first.body = 201, "{}"
    thread.join(10)
    assert found == ["{}"]


def test_every_post_says_that_it_takes_a_key(app: Any) -> None:
    spec = app.extensions["marketplace_api"].spec.to_dict()
    posts = {path: told["post"] for path, told in spec["paths"].items() if "post" in told}
    assert posts
    told_of = {path: [p["schema"] for p in told.get("parameters", []) if p.get("name") == "Idempotency-Key"]
               for path, told in posts.items()}  # fmt: skip
    as_long_as_kept = {"type": "string", "maxLength": idempotency.LONGEST_KEY}
    assert {path: told for path, told in told_of.items() if told != [as_long_as_kept]} == {}
