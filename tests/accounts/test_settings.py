"""One's own settings: password, address, tokens, broker record, own data, closing the account."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts.errors import LastOwner
from marketplace.accounts.models import ApiToken, User
from marketplace.accounts.queries.security import device_name
from marketplace.accounts.service import people, signin
from marketplace.core import audit, clock
from marketplace.core.http import Marketplace
from tests.accounts.conftest import Committed, link, mails
from tests.factories import accounts as make

SignIn = Callable[[FlaskClient, User], None]
BASE = "/zh/accounts/settings"


@pytest.fixture
def person(client: FlaskClient, committed: Committed, sign_in: SignIn) -> User:
    with committed():
        user = make.make_enterprise_user()
    sign_in(client, user)
    return user


def test_one_s_organisation_is_named_in_the_language_of_the_page(client: FlaskClient, person: User) -> None:
    assert "Example Organisation" in client.get("/en/accounts/settings").text
    assert "示例单位" in client.get(BASE).text


def test_a_new_password_signs_other_devices_out(client: FlaskClient, committed: Committed, person: User) -> None:
    with committed():
        other = signin.open_session(person, device="d", address="::1", hours=1)
    new = "seven wind turbines"
    assert client.post(f"{BASE}/password", data={"current": "wrong", "password": new}).status_code == 422
    weak = client.post(f"{BASE}/password", data={"current": make.PASSWORD, "password": "password"})
    assert weak.status_code == 422
    with client.session_transaction() as cookie:
        before = cookie["_user_id"]
    assert client.post(f"{BASE}/password", data={"current": make.PASSWORD, "password": new}).status_code == 303
    assert client.get(BASE).status_code == 200
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != before
    with committed():
        assert signin.find_session(other, idle_minutes=9) is None
        assert signin.find_session(before, idle_minutes=9) is None


def test_a_new_address_needs_password_and_mailbox(client: FlaskClient, committed: Committed, person: User) -> None:
    sent = {"email": "fresh@example.org", "password": make.PASSWORD}
    assert client.post(f"{BASE}/address", data={**sent, "password": "wrong"}).status_code == 422
    assert client.post(f"{BASE}/address", data=sent).status_code == 303
    with committed() as opened:
        path = link(opened, "fresh@example.org")
        assert opened.get(User, person.id).email == person.email
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 303
    with committed() as opened:
        assert opened.get(User, person.id).email == "fresh@example.org"
        assert mails(opened, person.email)[0].template == "accounts/address_changed"
    assert client.post(path).status_code == 410


def test_a_link_for_an_address_is_only_for_its_person(
    client: FlaskClient, committed: Committed, sign_in: SignIn, person: User
) -> None:
    client.post(f"{BASE}/address", data={"email": "fresh@example.org", "password": make.PASSWORD})
    with committed() as opened:
        path, other = link(opened, "fresh@example.org"), make.make_user()
    sign_in(client, other)
    assert client.post(path).status_code == 404


def test_a_token_is_shown_once_and_works_until_it_is_revoked(
    app: Marketplace, client: FlaskClient, committed: Committed, person: User
) -> None:
    sent = {"name": "nightly", "days": "30", "password": make.PASSWORD}
    shown = client.post(f"{BASE}/tokens/new", data=sent).get_data(as_text=True)
    token = shown.partition("<code>")[2].partition("</code>")[0]
    assert token.startswith("glc_")
    assert token not in client.get(BASE).get_data(as_text=True)
    with committed() as opened:
        row = opened.scalars(select(ApiToken).where(ApiToken.user_id == person.id)).one()
        assert token not in row.token_hash
    program, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    found = program.get("/api/v1/me", headers=headers)
    assert found.get_json()["email"] == person.email
    assert found.get_json()["memberships"][0]["role"] == "officer"
    with clock.travel(clock.now() + timedelta(days=31)):
        assert program.get("/api/v1/me", headers=headers).status_code == 401
    assert client.post(f"{BASE}/tokens/{row.public_id}/revoke").status_code == 303
    assert program.get("/api/v1/me", headers=headers).status_code == 401
    assert program.get("/api/v1/me", headers={"Authorization": "Bearer x"}).status_code == 401


def test_nobody_revokes_a_foreign_token(
    client: FlaskClient, committed: Committed, sign_in: SignIn, person: User
) -> None:
    client.post(f"{BASE}/tokens/new", data={"name": "x", "days": "30", "password": make.PASSWORD})
    with committed() as opened:
        row, other = opened.scalars(select(ApiToken).where(ApiToken.user_id == person.id)).one(), make.make_user()
    sign_in(client, other)
    assert client.post(f"{BASE}/tokens/{row.public_id}/revoke").status_code == 404


def test_a_profile_is_saved_and_the_trail_names_no_telephone(
    client: FlaskClient, committed: Committed, person: User
) -> None:
    sent = {"name_zh": "王新名", "name_en": "", "phone": "028 1234 5678", "lang": "en"}
    assert client.post(f"{BASE}/profile", data={**sent, "phone": "<script>"}).status_code == 422
    assert client.post(f"{BASE}/profile", data=sent).status_code == 303
    with committed() as opened:
        user = opened.get(User, person.id)
        assert (user.name.zh, user.phone, user.lang) == ("王新名", "028 1234 5678", "en")
        assert "1234" not in str(audit.timeline(f"user:{person.public_id}")[0].changes)


def test_a_broker_practises_through_an_agency_of_their_own(
    client: FlaskClient, committed: Committed, sign_in: SignIn
) -> None:
    with committed():
        broker, foreign = make.make_broker(), make.make_organisation("broker_agency")
    sign_in(client, broker)
    sent = {"agency": foreign.public_id, "level": "senior", "introduction_zh": "十年经验"}
    assert client.post(f"{BASE}/broker", data=sent).status_code == 422
    with committed():
        own = make.actor(broker).memberships[0].organisation_public_id
    assert client.post(f"{BASE}/broker", data={**sent, "agency": own, "valid_to": "2099-01-01"}).status_code == 303
    assert "十年经验" in client.get("/zh/accounts/experts").get_data(as_text=True)


def test_own_data_are_complete_and_hold_no_secret(client: FlaskClient, committed: Committed, person: User) -> None:
    answer = client.get(f"{BASE}/data")
    data = json.loads(answer.get_data())
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert data["account"]["email"] == person.email
    assert data["memberships"][0]["role"] == "officer"
    assert {"consents", "devices", "tokens", "events", "broker"} <= data.keys()
    for secret in (person.password_hash, "token_hash", "totp"):
        assert secret not in answer.get_data(as_text=True)


def test_closing_an_account_takes_the_person_out_of_it(client: FlaskClient, committed: Committed, person: User) -> None:
    assert client.post(f"{BASE}/close", data={"password": "wrong"}).status_code == 422
    assert client.post(f"{BASE}/close", data={"password": make.PASSWORD}).status_code == 303
    assert client.get(BASE).status_code == 303
    with committed() as opened:
        user = opened.get(User, person.id)
        assert not user.active
        assert person.email not in user.email
        assert user.name != person.name
        assert signin.user_of(person.email) is None
        assert audit.timeline(f"user:{person.public_id}")[0].kind == "account.closed"
        assert audit.verify()[1] is None


def test_a_last_owner_hands_over_before_closing(db: Any) -> None:
    house, owner = make.make_organisation(), make.make_user()
    make.join(owner, house, "owner")
    with pytest.raises(LastOwner):
        people.close_own(make.actor(owner), password=make.PASSWORD)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18) MicroMessenger/8.0", "WeChat · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("something else entirely, and very long indeed", "something else entirely, and very long i"),
        ("", "?"),
    ],
)
def test_devices_have_names(agent: str, name: str) -> None:
    assert device_name(agent) == name
