"""Deals for programs and operators: the API with a bearer token, and the commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.core.http import Marketplace
from marketplace.core.unit import session
from marketplace.deals.models import Deal
from marketplace.deals.service import parties
from tests.factories.accounts import actor, join, make_enterprise_user, make_organisation, make_user
from tests.factories.deals import Cast, make_cast, make_deal

Committed = Callable[[], Any]


@pytest.fixture
def deal(committed: Committed) -> tuple[Cast, Deal]:
    with committed():
        cast = make_cast()
        return cast, make_deal(cast, state="negotiating")


def test_the_api_shows_a_deal_to_its_parties_only(
    client: FlaskClient, committed: Committed, sign_in: Callable[..., None], deal: tuple[Cast, Deal]
) -> None:
    cast, row = deal
    sign_in(client, cast.buyer)
    listed = client.get("/api/v1/deals?state=negotiating").json
    assert [item["public_id"] for item in listed["items"]] == [row.public_id]
    assert listed["items"][0]["value_min_fen"] == 50_000_000
    one = client.get(f"/api/v1/deals/{row.public_id}").json
    assert {(party["side"], party["organisation"]) for party in one["parties"]} >= {
        ("supplier", cast.university.public_id), ("buyer", cast.enterprise.public_id),
    }  # fmt: skip
    assert one["actions"] == []
    with committed():
        stranger = make_enterprise_user()
    sign_in(client, stranger)
    assert client.get("/api/v1/deals").json["items"] == []
    refused = client.get(f"/api/v1/deals/{row.public_id}")
    assert (refused.status_code, refused.json["error"]["code"]) == (404, "not_found")
    assert client.get("/api/v1/deals?state=nonsense").status_code == 422


def test_the_api_asks_who_is_there(client: FlaskClient, deal: tuple[Cast, Deal]) -> None:
    assert client.get("/api/v1/deals").status_code == 401


def test_a_party_of_one_step_sees_neither_value_nor_plan(
    client: FlaskClient, committed: Committed, sign_in: Callable[..., None], deal: tuple[Cast, Deal]
) -> None:
    cast, row = deal
    with committed():
        platform, person = make_organisation("pilot_platform"), make_user()
        join(person, platform, "officer")
        parties.add_party(
            actor(cast.lead), public_id=row.public_id, organisation=platform.public_id, side="platform"
        )  # fmt: skip
    sign_in(client, person)
    one = client.get(f"/api/v1/deals/{row.public_id}").json
    assert (one["value_min_fen"], one["next_action"]) == (None, None)
    page = client.get(f"/zh/deals/{row.public_id}?tab=notes")
    assert page.status_code == 200
    assert "电话回访" not in page.text
    assert "50万元" not in page.text


def test_commands(app: Marketplace, db: Session) -> None:
    cast = make_cast()
    row = make_deal(cast, state="screened")
    session().flush()
    run = app.test_cli_runner().invoke
    listed = run(args=["deals", "list", "--state", "screened"])
    assert row.public_id in listed.output
    assert run(args=["deals", "list", "--flag", "stale"]).output == ""
    assert run(args=["deals", "clock"]).output == "0 enquiries got a broker, 0 expired\n"
    assert "6 unchanged" in run(args=["deals", "load"]).output
    assert run(args=["deals", "digest"]).exit_code == 0
