"""Sign-in: limits, equal answers, no fixation, and rights that end at the next request."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import LoginSession, User
from marketplace.accounts.service import signin
from marketplace.core import audit, clock
from marketplace.core.audit import Event
from marketplace.core.errors import TooMany
from marketplace.core.http import Marketplace
from tests.accounts.conftest import Committed
from tests.factories import accounts as make

SETTINGS = "/zh/accounts/settings"
SignIn = Callable[[FlaskClient, User], None]


def send(client: FlaskClient, email: str, password: str = make.PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/zh/accounts/sign-in", data={"email": email, "password": password, **more})


def test_the_right_password_opens_the_desk_and_sign_out_closes_it(client: FlaskClient, committed: Committed) -> None:
    with committed():
        user = make.make_enterprise_user()
    answer = send(client, user.email.upper())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/zh/me")
    assert client.get(SETTINGS).status_code == 200
    token = cookie_token(client)
    assert client.post("/zh/accounts/sign-out").status_code == 303
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token  # a copy of the cookie made before
    assert client.get(SETTINGS).status_code == 303


def cookie_token(client: FlaskClient) -> str:
    with client.session_transaction() as cookie:
        return str(cookie["_user_id"])


def test_unknown_wrong_and_closed_accounts_get_the_same_answer(client: FlaskClient, committed: Committed) -> None:
    with committed():
        user, closed = make.make_user(), make.make_user(active=False)
    tried = {"nobody@example.org": "wrong password", user.email: "wrong password", closed.email: make.PASSWORD}
    answers = {email: send(client, email, password) for email, password in tried.items()}
    assert [answer.status_code for answer in answers.values()] == [422, 422, 422]
    texts = {without_marks(answer.get_data(as_text=True), email) for email, answer in answers.items()}
    assert len(texts) == 1


def without_marks(html: str, email: str) -> str:
    """The page without the address that was typed and the token that every form carries."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", html.replace(email, ""))


def test_the_same_work_is_done_for_an_unknown_account(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from marketplace.accounts.service import passwords

    user, seen = make.make_user(), []
    plain = passwords.verify_password
    monkeypatch.setattr(passwords, "verify_password", lambda *given: (seen.append(given[0]), plain(*given))[1])
    for email in (user.email, "nobody@example.org"):
        with pytest.raises(Exception, match="wrong_credentials"):
            signin.authenticate(email=email, password="wrong", address="127.0.0.1")
    assert [bool(stored) for stored in seen] == [True, False]  # both were computed, one against the dummy


def test_the_eleventh_attempt_waits(site: Marketplace, kept: Committed) -> None:
    with kept():
        user = make.make_user()
    client = site.test_client()
    with clock.travel(clock.now() + timedelta(days=1)):
        codes = [send(client, user.email, "wrong password").status_code for _ in range(10)]
        refused = send(client, user.email)
    assert codes == [422] * 10
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert "5分钟内最多可进行 10 次" in refused.get_data(as_text=True)
    with clock.travel(clock.now() + timedelta(days=1, seconds=301)):
        assert send(client, user.email).status_code == 303


def test_neighbours_in_one_network_share_the_limit(db: Session) -> None:
    assert signin.network("203.0.113.9") == signin.network("203.0.113.200") != signin.network("203.0.114.9")
    assert (
        signin.network("2001:db8:1:2::9") == signin.network("2001:db8:1:2:ffff::1") != signin.network("2001:db8:1:3::")
    )
    with clock.travel(clock.now()):
        for number in range(30):
            with pytest.raises(Exception, match="wrong_credentials"):
                signin.authenticate(email=f"n{number}@example.org", password="x", address=f"203.0.113.{number}")
        with pytest.raises(TooMany):
            signin.authenticate(email="another@example.org", password="x", address="203.0.113.77")


def test_right_passwords_are_not_counted(db: Session) -> None:
    """A campus behind one address signs in at nine o'clock."""
    user = make.make_user()
    for _ in range(35):
        assert signin.authenticate(email=user.email, password=make.PASSWORD, address="203.0.113.1").id == user.id


def test_a_refused_sign_in_stays_in_the_audit_trail(site: Marketplace, kept: Committed) -> None:
    with kept():
        user = make.make_user()
    client = site.test_client()
    assert send(client, user.email, "wrong password").status_code == 422
    with kept() as opened:
        events = audit.timeline(f"user:{user.public_id}")
        assert [e.kind for e in events] == ["account.sign_in_refused"]
        assert user.email not in str(opened.scalars(select(Event.data).where(Event.id == events[0].id)).one())


def test_the_session_begins_anew_at_sign_in(client: FlaskClient, committed: Committed) -> None:
    """A cookie put on the victim's browser beforehand is worth nothing afterwards."""
    with committed():
        user, attacker = make.make_enterprise_user(), make.make_enterprise_user()
    send(client, attacker.email)
    planted = cookie_token(client)
    with client.session_transaction() as cookie:
        cookie["planted"] = "1"
    send(client, user.email)
    assert cookie_token(client) != planted
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
    with committed():
        assert signin.find_session(planted, idle_minutes=60) is None


def test_only_a_hash_of_the_session_is_kept(db: Session) -> None:
    user = make.make_user()
    token = signin.open_session(user, device="x" * 500, address="::1", hours=1)
    row = db.scalars(select(LoginSession).where(LoginSession.user_id == user.id)).one()
    assert token not in (row.token_hash, row.public_id)
    assert len(token) >= 43
    assert len(row.device) == 200


@pytest.mark.parametrize(("minutes", "alive"), [(29, True), (31, False)])
def test_an_idle_session_ends(db: Session, minutes: int, alive: bool) -> None:
    token = signin.open_session(make.make_user(), device="d", address="::1", hours=12)
    with clock.travel(clock.now() + timedelta(minutes=minutes)):
        assert (signin.find_session(token, idle_minutes=30) is not None) is alive


def test_every_session_ends_after_its_hours(db: Session) -> None:
    token = signin.open_session(make.make_user(), device="d", address="::1", hours=12)
    with clock.travel(clock.now() + timedelta(hours=12, seconds=1)):
        assert signin.find_session(token, idle_minutes=10_000) is None


def test_a_signed_out_device_is_anonymous_at_its_next_request(
    client: FlaskClient, app: Marketplace, committed: Committed, sign_in: SignIn
) -> None:
    with committed():
        user, stranger = make.make_user(), make.make_user()
    other, foreign = app.test_client(), app.test_client()
    for browser, person in ((client, user), (other, user), (foreign, stranger)):
        sign_in(browser, person)
    with committed() as opened:
        rows = opened.scalars(
            select(LoginSession).where(LoginSession.user_id == user.id).order_by(LoginSession.id)
        ).all()
    path = f"/zh/accounts/settings/devices/{rows[1].public_id}/end"
    assert foreign.post(path).status_code == 404
    assert other.get(SETTINGS).status_code == 200
    assert client.post(path).status_code == 303
    assert other.get(SETTINGS).status_code == 303
    assert client.get(SETTINGS).status_code == 200


def test_rights_end_at_the_next_request(client: FlaskClient, committed: Committed, sign_in: SignIn) -> None:
    with committed():
        house = make.make_organisation()
        owner, member = make.make_user(), make.make_user()
        make.join(owner, house, "owner")
        membership = make.join(member, house, "officer")
    sign_in(client, member)
    page = f"/zh/accounts/members?organisation={house.public_id}"
    assert client.get(page).status_code == 200
    with committed() as opened:
        opened.merge(membership).ended_at = clock.now()
    assert client.get(page).status_code == 403
    assert client.get(f"/zh/accounts/organisations/{house.public_id}/edit").status_code == 403
    with committed() as opened:
        opened.get(User, member.id).active = False
    assert client.get(SETTINGS).status_code == 303


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
     "/\t/evil.example", "/\r\n/evil.example", "javascript:alert(1)", "http:/evil.example", "evil.example",
     "https://user@evil.example/", "/%0d%0aSet-Cookie:x", "．．/evil", "／／evil.example", " //evil.example"],
)  # fmt: skip
def test_next_never_leaves_the_site(client: FlaskClient, committed: Committed, target: str) -> None:
    with committed():
        user = make.make_enterprise_user()
    answer = send(client, user.email, next=target)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/zh/") or answer.headers["Location"] == "/%0d%0aSet-Cookie:x"
    assert "evil" not in answer.headers["Location"]


def test_a_page_that_needs_a_sign_in_is_shown_after_it(client: FlaskClient, committed: Committed) -> None:
    with committed():
        user = make.make_enterprise_user()
    asked = client.get("/zh/accounts/settings/tokens/new?x=1")
    assert asked.status_code == 303
    form = client.get(asked.headers["Location"]).get_data(as_text=True)
    assert 'value="/zh/accounts/settings/tokens/new?x=1"' in form
    answer = send(client, user.email, next="/zh/accounts/settings/tokens/new?x=1")
    assert answer.headers["Location"] == "/zh/accounts/settings/tokens/new?x=1"


def test_a_signed_in_page_is_never_cached(client: FlaskClient, committed: Committed, sign_in: SignIn) -> None:
    with committed():
        user = make.make_user()
    sign_in(client, user)
    answer = client.get(SETTINGS)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_forms_need_their_token(app: Marketplace, client: FlaskClient, committed: Committed) -> None:
    with committed():
        user = make.make_user()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = send(client, user.email)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 400
