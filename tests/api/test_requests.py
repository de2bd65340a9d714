"""What every operation does with the frame of a request: tokens, languages, unknown methods and addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from marketplace.accounts.models import ApiToken, User
from marketplace.accounts.service.signin import token_hash
from marketplace.core import clock
from marketplace.core.http import Marketplace
from tests.accounts.conftest import Committed
from tests.factories import accounts as people

API = "/api/v1"
PUBLIC = (f"{API}/search/suggest?q=x", f"{API}/taxonomy/codes", f"{API}/openapi.json", f"{API}/me")


@pytest.fixture
def guarded(app: Marketplace, client: FlaskClient) -> Iterator[FlaskClient]:
    """A client of a site that asks browsers for the token of a form."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield client
    app.config["WTF_CSRF_ENABLED"] = False


def token(user: User, **values: object) -> ApiToken:
    return ApiToken(user_id=user.id, name="x", token_hash=token_hash(f"glc_{user.public_id}"), **values)


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("given", ["Bearer glc_bogus", "bearer glc_bogus", "Bearer ", "Bearer"])
def test_a_token_that_is_not_known_is_refused_everywhere(client: FlaskClient, path: str, given: str) -> None:
    answer = client.get(path, headers={"Authorization": given, "Accept-Language": "en"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert answer.get_json()["error"]["code"] == "token_refused"
    assert "make a new one in the settings" in answer.get_json()["error"]["message"]


@pytest.mark.parametrize(
    ("ended", "reason"),
    [("revoked_at", "已被撤销"), ("expires_at", "已过期"), ("closed", "已注销或停用")],
)
def test_a_token_that_has_ended_says_why(client: FlaskClient, committed: Committed, ended: str, reason: str) -> None:
    before = clock.now() - timedelta(days=1)
    with committed() as opened:
        user = people.make_user(active=ended != "closed")
        opened.add(token(user, **({ended: before} if ended != "closed" else {})))
    headers = {"Authorization": f"Bearer glc_{user.public_id}", "Accept-Language": "zh"}
    answer = client.get(f"{API}/taxonomy/codes", headers=headers)
    assert answer.status_code == 401
    assert reason in answer.get_json()["error"]["message"]


def test_other_schemes_are_no_tokens(client: FlaskClient, committed: Committed) -> None:
    with committed() as opened:
        user = people.make_user()
        opened.add(token(user))
    assert client.get(f"{API}/taxonomy/codes", headers={"Authorization": "Basic eDp5"}).status_code == 200
    me = client.get(f"{API}/me", headers={"Authorization": f"bearer glc_{user.public_id}"})
    assert me.get_json()["id"] == user.public_id


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("POST", f"{API}/nope", 404, "not_found"), ("DELETE", f"{API}/search/suggest", 405, "method_not_allowed"),
     ("POST", f"{API}/search", 405, "method_not_allowed"), ("POST", f"{API}/needs", 401, "sign_in_required")],
)  # fmt: skip
def test_an_address_or_method_that_is_not_there_is_told_before_forms(
    guarded: FlaskClient, method: str, path: str, status: int, code: str
) -> None:
    answer = guarded.open(path, method=method, json={})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)
    assert ("Allow" in answer.headers) == (status == 405)


def test_forms_are_asked_for_their_token_all_the_same(guarded: FlaskClient) -> None:
    assert guarded.post("/zh/accounts/sign-in", data={"email": "a@example.org", "password": "x"}).status_code == 400


@pytest.mark.parametrize("path", [f"{API}/search/suggest?q=x", f"{API}/listings/0000000000", f"{API}/nope", "/"])
def test_an_answer_says_that_it_follows_the_language_asked_for(client: FlaskClient, path: str) -> None:
    assert "Accept-Language" in client.get(path).vary


@pytest.mark.parametrize("path", ["/zh/about", "/en/nope", "/zh/search/suggest?q=x"])
def test_an_address_with_its_language_has_one_answer_for_all(client: FlaskClient, path: str) -> None:
    assert "Accept-Language" not in client.get(path, headers={"Accept-Language": "fr"}).vary
