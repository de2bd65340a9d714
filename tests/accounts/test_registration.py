"""Registration and forgotten passwords: equal answers for every address, links that work once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from flask import render_template
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts.models import Consent, OneTimeToken, User
from marketplace.accounts.service import passwords, recovery, signin
from marketplace.core import clock, jobs
from marketplace.core.http import Marketplace
from marketplace.core.mail import Message
from tests.accounts.conftest import Committed, link, mails
from tests.factories import accounts as make

PASSWORD = "nine green turbines"


def register(client: FlaskClient, email: str, password: str = PASSWORD, **values: Any) -> Any:
    entries = {"email": email, "password": password, "name": "王示例", "wants": "enterprise", "consent": "1", **values}
    return client.post("/zh/accounts/register", data=entries)


def confirm(client: FlaskClient, path: str, password: str = PASSWORD) -> Any:
    return client.post(path, data={"password": password})


def test_from_registration_to_the_first_page(client: FlaskClient, committed: Committed) -> None:
    assert register(client, "new@example.org").headers["Location"] == "/zh/accounts/register/sent"
    with committed() as opened:
        path = link(opened, "new@example.org")
        user = signin.user_of("new@example.org")
        assert user.name.zh == "王示例"
        assert opened.scalars(select(Consent.purpose).where(Consent.user_id == user.id)).all() == ["terms"]
    assert (
        client.post("/zh/accounts/sign-in", data={"email": "new@example.org", "password": PASSWORD}).status_code == 422
    )
    assert confirm(client, path, "wrong password").status_code == 422
    assert confirm(client, path).headers["Location"] == "/zh/accounts/welcome"
    assert "kind=enterprise" in client.get("/zh/accounts/welcome").get_data(as_text=True)
    assert confirm(client, path).status_code == 410


def test_consent_is_not_ticked_for_the_person_and_is_needed(client: FlaskClient) -> None:
    page = client.get("/zh/accounts/register").get_data(as_text=True)
    assert "checked" not in page.partition('name="consent"')[2].partition(">")[0]
    refused = register(client, "new@example.org", consent="")
    assert refused.status_code == 422
    assert "field-consent" in refused.get_data(as_text=True)
    assert "王示例" in refused.get_data(as_text=True)
    assert PASSWORD not in refused.get_data(as_text=True)


def test_a_taken_address_gets_the_same_answer_and_its_owner_a_mail(client: FlaskClient, committed: Committed) -> None:
    with committed():
        user = make.make_user()
        before = user.password_hash
    free, taken = register(client, "free@example.org"), register(client, user.email)
    assert (free.status_code, free.headers["Location"]) == (taken.status_code, taken.headers["Location"])
    with committed() as opened:
        assert opened.get(User, user.id).password_hash == before
        sent = mails(opened, user.email)[0]
        assert sent.template == "accounts/already_registered"
        assert sent.link == "/zh/accounts/password/reset"


def test_an_address_taken_by_a_stranger_before_its_owner_came_belongs_to_its_owner(
    client: FlaskClient, committed: Committed
) -> None:
    """Whoever registers first cannot keep a password on somebody else's address."""
    register(client, "victim@example.org", "stranger's own words")
    with committed() as opened:
        strangers_link = link(opened, "victim@example.org")
    register(client, "victim@example.org")
    with committed() as opened:
        owners_link = link(opened, "victim@example.org")
    assert confirm(client, strangers_link).status_code == 410
    assert confirm(client, owners_link, "stranger's own words").status_code == 422
    assert confirm(client, owners_link).status_code == 303


def test_the_link_comes_again_for_whoever_knows_the_password(site: Marketplace, kept: Committed) -> None:
    with kept():
        user = make.make_user(email_confirmed_at=None)
    client = site.test_client()
    sent = {"email": user.email, "password": make.PASSWORD}
    assert client.post("/zh/accounts/sign-in", data=sent).status_code == 422
    with kept() as opened:
        path = link(opened, user.email)
    assert confirm(client, path, make.PASSWORD).status_code == 303


@pytest.mark.parametrize(
    "email",
    ["", "x", "a@b", "a b@example.org", "a@exa mple.org", "a@example.org\r\nBcc: b@example.org", "a@b@example.org",
     "<a@example.org>", "a" * 250 + "@example.org"],
)  # fmt: skip
def test_odd_addresses_are_refused_beside_the_field(client: FlaskClient, email: str) -> None:
    answer = register(client, email)
    assert answer.status_code == 422
    assert 'href="#field-email"' in answer.get_data(as_text=True)


def test_registration_goes_on_where_an_invitation_began(client: FlaskClient, committed: Committed) -> None:
    register(client, "invited@example.org", next="/zh/accounts/invitations/abc")
    with committed() as opened:
        path = link(opened, "invited@example.org")
    assert path.endswith("?next=%2Fzh%2Faccounts%2Finvitations%2Fabc")
    assert 'value="/zh/accounts/invitations/abc"' in client.get(path).get_data(as_text=True)


def ask(client: FlaskClient, email: str) -> Any:
    return client.post("/zh/accounts/password/reset", data={"email": email}, headers={"Host": "evil.example"})


def test_a_forgotten_password_is_answered_alike_for_every_address(client: FlaskClient, committed: Committed) -> None:
    with committed():
        user = make.make_user()
    known, unknown = ask(client, user.email), ask(client, "nobody@example.org")
    assert (known.status_code, known.get_data()) == (unknown.status_code, unknown.get_data())
    with committed() as opened:
        for email in (user.email, "nobody@example.org"):
            jobs.run_now("accounts.send_reset_link", email=email)
        assert mails(opened, "nobody@example.org") == []
        message = mails(opened, user.email)[0]
        assert "evil" not in message.body + (message.link or "")
        assert message.user_id is None  # the link is not shown in the inbox of somebody who took the browser over


def test_a_reset_link_works_once_and_ends_every_sign_in(client: FlaskClient, committed: Committed) -> None:
    with committed() as opened:
        user = make.make_user(email_confirmed_at=None)
        token = signin.open_session(user, device="d", address="::1", hours=1)
        recovery.send_link(user.email)
        path = link(opened, user.email)
    assert client.post(path, data={"password": "short"}).status_code == 422
    assert client.post(path, data={"password": PASSWORD}).headers["Location"] == "/zh/accounts/sign-in"
    assert client.post(path, data={"password": "another good sentence"}).status_code == 410
    with committed() as opened:
        fresh = opened.get(User, user.id)
        assert passwords.verify_password(fresh.password_hash, PASSWORD)
        assert fresh.email_confirmed_at is not None
        assert signin.find_session(token, idle_minutes=9) is None
        assert mails(opened, user.email)[0].template == "accounts/password_changed"


def test_a_link_is_forgotten_once_its_mail_is_sent(committed: Committed, app: Marketplace) -> None:
    with committed() as opened:
        user = make.make_user()
        recovery.send_link(user.email)
        number, path = mails(opened, user.email)[0].id, link(opened, user.email)
    with committed():
        jobs.run_now("mail.deliver", message_id=number)
    with committed() as opened:
        sent = opened.get_one(Message, number)
        assert sent.sent_at
        assert (sent.link, sent.address) == (None, "")
    folder = app.config["SETTINGS"].data_path / "mail"
    written = [message_from_bytes(file.read_bytes(), policy=default) for file in folder.glob("*.eml")]
    assert any(path in message.get_content() for message in written)


@pytest.mark.parametrize("template", ["confirm", "new_address", "reset", "invitation"])
def test_the_sentence_that_announces_the_link_stands_before_it(app: Marketplace, template: str) -> None:
    with app.app_context():
        letter = render_template(f"mail/accounts/{template}.txt", hours=2, days=2, inviter="王", name="示例大学")
    assert letter.rstrip().endswith("：")


def test_a_mail_that_sends_to_the_centre_names_how_to_reach_it(
    app: Marketplace, with_settings: Callable[..., None]
) -> None:
    with_settings(operator_contact="028-00000000")
    with app.app_context():
        assert "028-00000000" in render_template("mail/accounts/address_changed.txt")
        assert "028-00000000" in render_template("mail/accounts/second_factor.txt", what="second_factor_reset")


def test_a_newer_link_replaces_the_older_and_both_end(client: FlaskClient, committed: Committed) -> None:
    with committed() as opened:
        user = make.make_user()
        older, newer = recovery.link_for(user), recovery.link_for(user)
        hashes = opened.scalars(select(OneTimeToken.token_hash).where(OneTimeToken.user_id == user.id)).all()
        assert not any(part in path for part in hashes for path in (older, newer))
    assert client.get(f"/zh{older}").status_code == 410
    assert client.get(f"/zh{newer}").status_code == 200
    with clock.travel(clock.now() + timedelta(hours=2, seconds=1)):
        assert client.get(f"/zh{newer}").status_code == 410
    assert client.get("/zh/accounts/confirm/" + newer.rpartition("/")[2]).status_code == 410  # another purpose


def test_reset_mails_are_limited(site: Marketplace) -> None:
    client = site.test_client()
    with clock.travel(clock.now() + timedelta(days=2)):
        codes = [ask(client, "often@example.org").status_code for _ in range(6)]
    assert codes == [303] * 5 + [429]
