"""Every error that is sent has the shape that the OpenAPI description promises, whatever went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace.app import create_app
from marketplace.core.http import Marketplace
from tests.factories import accounts as people
from tests.factories import listings as offers

API = "/api/v1"
COLLECTIONS = f"{API}/search/collections"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def promised(app: Marketplace) -> Callable[[TestResponse, int, str], dict[str, Any]]:
    """`promised(answer, status, code)` holds an error against the description of its operation; returns its inside."""
    spec = app.extensions["marketplace_api"].spec.to_dict()

    def check(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
        responses = _operation(spec, app, answer)
        found = responses.get(str(status)) or responses.get("default") or {}
        schema = spec["components"]["responses"][found["$ref"].rpartition("/")[2]]["content"]["application/json"]
        whole = {**schema["schema"], "components": spec["components"]}
        jsonschema_rs.Draft202012Validator(whole).validate(answer.get_json())
        assert answer.status_code == status
        error: dict[str, Any] = answer.get_json()["error"]
        assert error["code"] == code
        return error

    return check


def _operation(spec: dict[str, Any], app: Marketplace, answer: TestResponse) -> dict[str, Any]:
    """The described answers of the operation that was asked; what stands at no address is promised as any error."""
    request = answer.request
    for path, operations in spec["paths"].items():
        parts, asked = path.split("/"), request.path.split("/")
        fits = len(parts) == len(asked) and all("{" in a or a == b for a, b in zip(parts, asked, strict=True))
        if fits and request.method.lower() in operations:
            told: dict[str, Any] = operations[request.method.lower()]["responses"]
            return told
    return {"default": {"$ref": "#/components/responses/DEFAULT_ERROR"}}


@pytest.fixture
def program(client: FlaskClient, committed: Any, sign_in: Any) -> FlaskClient:
    """A client signed in as somebody of an enterprise."""
    with committed():
        user = people.make_enterprise_user()
    sign_in(client, user)
    return client


def test_what_was_sent_is_wrong(program: FlaskClient, promised: Any) -> None:
    promised(program.post(COLLECTIONS, data="{", content_type="application/json"), 400, "bad_request")
    nested = "[" * 5000 + "]" * 5000
    promised(program.post(COLLECTIONS, data=nested, content_type="application/json"), 400, "bad_request")
    by_entry = promised(program.post(COLLECTIONS, json={"name": 5, "more": 1}), 422, "invalid")["fields"]
    assert set(by_entry) == {"name", "more"}
    promised(program.post(f"{API}/needs", json={"title": [], "criteria": [{"target": {}}]}), 422, "invalid")
    promised(program.get(f"{API}/search?field=energy_storage&bogus=1"), 422, "invalid")
    promised(program.get(f"{API}/search?q={'储' * 500}"), 413, "too_large")


def test_who_asks_is_not_allowed(client: FlaskClient, program: FlaskClient, promised: Any) -> None:
    promised(program.get(f"{API}/lexicon/synonyms"), 403, "forbidden")
    client.delete_cookie("session")
    answer = client.get(f"{API}/me")
    promised(answer, 401, "sign_in_required")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_there_is_nothing_at_the_address(client: FlaskClient, promised: Any) -> None:
    promised(client.get(f"{API}/listings/0000000000"), 404, "not_found")
    promised(client.get(f"{API}/nope"), 404, "not_found")
    promised(client.delete(f"{API}/search"), 405, "method_not_allowed")


def test_a_withdrawn_record_names_others(client: FlaskClient, committed: Any, promised: Any) -> None:
    with committed():
        gone, other = offers.make_listing(state="withdrawn"), offers.make_listing()
    [similar] = promised(client.get(f"{API}/listings/{gone.public_id}", headers=ENGLISH), 410, "gone")["similar"]
    assert similar == {"title": other.title.pick("en"), "url": f"/en/listings/{other.public_id}"}


def test_two_people_change_the_same_record(program: FlaskClient, promised: Any) -> None:
    made = program.post(COLLECTIONS, json={"name": "储能"}).get_json()
    address = f"{COLLECTIONS}/{made['card']['public_id']}"
    told = promised(program.put(address, json={"name": "新"}), 428, "version_missing")
    assert set(told["fields"]) == {"If-Match"}
    told = promised(program.put(address, json={"name": "新"}, headers={"If-Match": '"9"'}), 409, "conflict")
    assert told["diff"] == {"name": ["储能", "新"]}


def test_the_wait_is_a_number_and_the_message_names_the_rule(app: Marketplace, promised: Any) -> None:
    settings = replace(app.config["SETTINGS"], page_rate="3 per hour")
    client = create_app(settings).test_client()
    for _time in range(3):
        client.get(f"{API}/taxonomy/codes")
    refused = client.get(f"{API}/taxonomy/codes", headers=ENGLISH)
    told = promised(refused, 429, "too_many")
    assert told["retry_after"] == int(refused.headers["Retry-After"])
    assert told["message"] == "This is possible 3 times in 1 hour. Try again in 1 hour."
