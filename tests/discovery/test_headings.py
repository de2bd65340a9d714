"""The heading of a refusal fits its reason: only two people saving one record is told as that."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.core import problem
from marketplace.core.errors import Conflict, InvalidAction, NotFound
from marketplace.core.i18n import force_language
from marketplace.deals.errors import AlreadyAsked
from marketplace.pilots.errors import PlatformFull
from tests.factories import accounts


@pytest.fixture
def lead(client: FlaskClient, committed: Any, sign_in: Any) -> FlaskClient:
    """A client signed in as a lead of the centre."""
    with committed():
        person = accounts.make_staff("centre_lead")
    sign_in(client, person)
    return client


@pytest.mark.parametrize("address", ["search/index/rebuild", "lexicon/rebuild"])
def test_a_rebuild_that_runs_already_is_not_told_as_a_clash_of_editors(lead: FlaskClient, address: str) -> None:
    lead.post(f"/en/{address}")
    assert "The index is being rebuilt already." in lead.post(f"/en/{address}", follow_redirects=True).text
    told = lead.post("/api/v1/search/index/rebuild", headers={"Accept-Language": "en"})
    assert told.status_code == 409
    assert told.get_json()["error"]["code"] == "rebuild_runs"
    assert "diff" not in told.get_json()["error"]


def test_what_is_not_possible_now_is_called_so() -> None:
    assert problem.heading_of(Conflict()) is None
    assert problem.heading_of(NotFound()) is None
    with force_language("en"):
        for error in (InvalidAction(), AlreadyAsked("AAAAAAAAAA"), PlatformFull()):
            assert str(problem.heading_of(error)) == "This is not possible now"
