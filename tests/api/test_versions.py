"""Versions: what a write answers with is what the next write must name; what has not changed is not sent again."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.factories import accounts as people
from tests.factories.needs import make_need

COLLECTIONS = "/api/v1/search/collections"


@pytest.fixture
def program(client: FlaskClient, committed, sign_in) -> FlaskClient:
    """A program of somebody of an enterprise."""
    with committed():
        user = people.make_enterprise_user()
    sign_in(client, user)
    return client


def test_each_write_of_a_collection_names_the_version_for_the_next(program: FlaskClient, committed) -> None:
    with committed():
        record = f"need:{make_need().public_id}"
    answer = program.post(COLLECTIONS, json={"name": "储能"})
    assert answer.status_code == 201
    address = f"{COLLECTIONS}/{answer.get_json()['card']['public_id']}"
    public_id = address.rpartition("/")[2]
    item = {"record": record, "note": "看看", "position": 1}
    steps = [
        ("PUT", address, {"name": "新储能"}),
        ("POST", "/api/v1/search/keep", {"record": record, "collection": public_id}),
        ("PUT", f"{address}/items", item),
        ("POST", f"{address}/link", {}),
        ("DELETE", f"{address}/link", None),
        ("PUT", f"{address}/organisation", {"organisation": None}),
        ("DELETE", f"{address}/items?record={record}", None),
        ("PUT", address, {"name": "储能"}),
    ]
    for method, path, sent in steps:
        answer = program.open(path, method=method, json=sent, headers={"If-Match": answer.headers["ETag"]})
        assert answer.status_code == 200, (method, path, answer.get_data(as_text=True))
        assert answer.headers["ETag"] == program.get(address).headers["ETag"]
    assert program.put(address, json={"name": "x"}, headers={"If-Match": '"1"'}).status_code == 409
    version = str(program.get(address).get_json()["version"])
    assert program.put(address, json={"name": "x"}, headers={"If-Match": f'"{version}"'}).status_code == 200


@pytest.mark.parametrize("path", ["taxonomy/codes", "openapi.json", "me", "search/collections", "listings"])
def test_what_has_not_changed_is_not_sent_again(program: FlaskClient, path: str) -> None:
    first = program.get(f"/api/v1/{path}")
    known = {"If-None-Match": first.headers["ETag"]}
    again = program.get(f"/api/v1/{path}", headers=known)
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_the_same_version_shown_otherwise_is_sent(program: FlaskClient, committed) -> None:
    with committed() as opened:
        need = make_need()
        opened.flush()
        record = f"need:{need.public_id}"
    kept = program.post("/api/v1/search/keep", json={"record": record}).get_json()
    address = f"{COLLECTIONS}/{kept['card']['public_id']}"
    known = {"If-None-Match": program.get(address, headers={"Accept-Language": "zh"}).headers["ETag"]}
    assert program.get(address, headers={**known, "Accept-Language": "zh"}).status_code == 304
    assert program.get(address, headers={**known, "Accept-Language": "en"}).status_code == 200, "its name is another"
    with committed() as opened:
        opened.get_one(type(need), need.id).state = "withdrawn"
    assert program.get(address, headers={**known, "Accept-Language": "zh"}).status_code == 200, "its record has gone"


def test_a_record_that_is_not_in_a_collection_is_not_found_whatever_the_version(program: FlaskClient) -> None:
    made = program.post(COLLECTIONS, json={"name": "储能"}).get_json()
    sent = {"record": "need:7F3K9Q2M1A", "note": None, "position": 1}
    answer = program.put(f"{COLLECTIONS}/{made['card']['public_id']}/items", json=sent, headers={"If-Match": '"99"'})
    assert answer.status_code == 404


def test_work_that_is_done_later_says_where_to_follow_it(client: FlaskClient, committed, sign_in, app) -> None:
    with committed():
        user = people.make_staff("administrator")
    sign_in(client, user)
    saved = client.post("/api/v1/alerts/searches", json={"query": "q=x"}).get_json()
    operations = app.extensions["marketplace_api"].spec.to_dict()["paths"]
    for path, shape in (
        ("/api/v1/search/index/reconcile", None),
        (f"/api/v1/alerts/searches/{saved['public_id']}/test", "/api/v1/alerts/searches/{public_id}/test"),
    ):
        answer = client.post(path)
        assert answer.status_code == 202
        assert client.get(answer.get_json()["follow"]).status_code == 200
        assert "content" in operations[shape or path]["post"]["responses"]["202"]
