"""The page of the index: for its keepers only; it tells what is wrong and mends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, update

from marketplace.core import index_status, reconcile, vectors
from marketplace.core.outbox import OutboxRow
from marketplace.core.unit import session
from tests.factories import accounts
from tests.factories.needs import make_need


def bury(reason: str) -> int:
    row = session().query(OutboxRow).filter_by(entity="need").order_by(OutboxRow.id.desc()).first()
    row.dead_at, row.error = row.created_at, reason
    session().flush()
    return row.id


@pytest.fixture
def lead(client, committed, sign_in):
    with committed():
        person = accounts.make_staff("centre_lead")
    sign_in(client, person)
    return person


def test_only_keepers_see_it(client, committed, sign_in, index) -> None:
    index()
    with committed():
        people = {role: accounts.make_staff(role) for role in ("reviewer", "auditor", "administrator")}
        people["officer"] = accounts.make_officer()
    for role, person in people.items():
        sign_in(client, person)
        status = 200 if role == "administrator" else 403
        assert client.get("/zh/search/index").status_code == status, role
        assert client.get("/api/v1/search/index").status_code == status, role


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_refused_documents_stand_there_with_their_reason_and_can_be_tried_again(
    client, committed, index, lead, lang: str
) -> None:
    index()
    with committed():
        need = make_need()
    with committed():
        number = bury("title: int does not fit")
        reconcile.run()
    page = client.get(f"/{lang}/search/index")
    assert page.status_code == 200
    assert "title: int does not fit" in page.text
    assert need.public_id in page.text
    assert client.post(f"/{lang}/search/index/retry/{number}").status_code == 303
    assert client.post(f"/{lang}/search/index/retry/{number}").status_code == 404
    assert "title: int does not fit" not in client.get(f"/{lang}/search/index").text


def test_programs_try_one_refused_document_again(client, committed, index, lead) -> None:
    index()
    with committed():
        make_need()
    with committed():
        bury("title: int does not fit")
    [refused] = client.get("/api/v1/search/index/dead").get_json()
    assert client.post(f"/api/v1/search/index/dead/{refused['id']}/retry").status_code == 204
    assert client.post(f"/api/v1/search/index/dead/{refused['id']}/retry").status_code == 404
    assert client.get("/api/v1/search/index/dead").get_json() == []


def test_a_rebuild_can_be_ordered_once(client, committed, index, lead) -> None:
    index()
    assert client.post("/en/search/index/rebuild").status_code == 303
    assert "Rebuild under way" in client.get("/en/search/index").text
    assert client.post("/en/search/index/rebuild").status_code == 303
    again = client.get("/en/search/index").text
    assert "The index is being rebuilt already." in again
    assert "Rebuild under way" in again, "who clicks twice sees how far it is"
    assert client.post("/en/search/index/reconcile").status_code == 303


def test_keepers_see_how_far_meaning_is_and_what_mends_the_engine(client, committed, index, lead, monkeypatch) -> None:
    told = client.get("/api/v1/search/index").get_json()
    assert (told["ok"], told["remedy"]) == (False, "run `flask search rebuild`")
    assert "run `flask search rebuild`" in client.get("/en/search/index").text
    index()
    with committed():
        vectors.want([("need", 1)])
        waiting = vectors.progress().waiting
    told = client.get("/api/v1/search/index").get_json()
    assert (told["vectors"]["waiting"], told["remedy"]) == (waiting, "")
    assert f"records waiting: {waiting}" in client.get("/en/search/index").text
    monkeypatch.setattr(vectors, "_name", lambda _settings: "")
    assert "words alone answer" in client.get("/en/search/index").text


def test_it_asks_few_questions(client, committed, index, lead, count_queries) -> None:
    index()
    with committed():
        make_need()
    with committed():
        bury("x")
        bury("y")
    client.get("/en/search/index")
    with count_queries() as seen:
        assert client.get("/en/search/index").status_code == 200
    assert len(seen) <= 16, seen


def test_readers_are_told_when_results_may_be_older(client, committed, index, monkeypatch) -> None:
    monkeypatch.setattr(index_status, "CHECK_SECONDS", 0.0)
    index()
    assert "may be older" not in client.get("/en/search").text
    with committed():
        make_need()
    with committed():
        session().execute(update(OutboxRow).values(created_at=func.clock_timestamp() - timedelta(minutes=5)))
    assert "may be older" in client.get("/en/search").text
    assert "may be older" in client.get("/en/search", headers={"HX-Request": "true"}).text
