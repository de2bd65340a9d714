"""Organisations and the own account for programs."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from marketplace.accounts.models import User
from marketplace.core.text import Text
from tests.accounts.conftest import Committed
from tests.factories import accounts as make

SignIn = Callable[[FlaskClient, User], None]


def test_programs_read_what_strangers_may_see(client: FlaskClient, committed: Committed) -> None:
    with committed():
        shown = make.make_organisation("institute", name=Text("示例接口研究院", "Example API Institute"))
        hidden = make.make_organisation("institute", state="unverified", name=Text("示例接口草稿", None))
    listed = client.get("/api/v1/organisations?q=示例接口&kind=institute").get_json()
    assert [item["id"] for item in listed["items"]] == [shown.public_id]
    assert listed["total"] == 1
    one = client.get(f"/api/v1/organisations/{shown.public_id}").get_json()
    assert one["name"] == {"zh": "示例接口研究院", "en": "Example API Institute"}
    assert set(one) == {"id", "name", "kind", "region", "verified", "description"}
    assert client.get(f"/api/v1/organisations/{hidden.public_id}").status_code == 404


def test_bad_questions_name_the_parameter(client: FlaskClient) -> None:
    for odd in ("kind=nonsense", "page=0", "page=x", "page=100000"):
        answer = client.get(f"/api/v1/organisations?{odd}")
        assert answer.status_code == 422
        assert odd.partition("=")[0] in str(answer.get_json()["error"]["fields"])


def test_me_needs_somebody(client: FlaskClient, committed: Committed, sign_in: SignIn) -> None:
    refused = client.get("/api/v1/me")
    assert refused.status_code == 401
    assert refused.get_json()["error"]["code"] == "sign_in_required"
    with committed():
        user = make.make_staff("reviewer")
    sign_in(client, user)
    found = client.get("/api/v1/me").get_json()
    assert (found["id"], found["roles"]) == (user.public_id, ["reviewer"])


def test_a_program_is_told_that_its_rights_sleep(
    client: FlaskClient, committed: Committed, sign_in: SignIn, with_settings: Callable[..., None]
) -> None:
    with_settings(require_second_factor=True)
    with committed():
        user = make.make_staff("reviewer")
    sign_in(client, user)
    assert client.get("/api/v1/me").get_json()["asleep"]
    english = {"Accept-Language": "en"}
    refused = client.get("/api/v1/review", headers=english)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (403, "second_factor_missing")
    assert "second factor" in refused.get_json()["error"]["message"]
    unseen = client.get("/api/v1/deals/AAAAAAAAAA", headers=english)
    assert (unseen.status_code, unseen.get_json()["error"]["code"]) == (404, "not_found")
    assert "second factor" in unseen.get_json()["error"]["message"]
