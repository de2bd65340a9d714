"""The log of messages tells the truth about the mail: on its way, failed and why, sent after all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from marketplace.accounts.service import signin
from marketplace.alerts import queries
from marketplace.core import jobs
from marketplace.core.mail import Message
from marketplace.core.unit import unit
from tests.alerts.conftest import keep, messages, turn
from tests.core.mail_server import mail_server, nobody_listens
from tests.core.own_database import own_database  # noqa: F401
from tests.factories.accounts import make_user
from tests.factories.needs import make_need


def test_the_log_of_a_digest_knows_its_mail(committed, client, sign_in, index) -> None:
    with committed():
        user = make_user(lang="en")
        keep(user, "q=余热&kind=need")
        make_need()
    turn(committed)
    sign_in(client, user)
    assert "on its way" in client.get("/en/alerts/deliveries").text
    with committed():
        assert queries.status().unsent_mails == 1
        jobs.run_now("mail.deliver", message_id=messages(user)[0].id)
    assert 'tone-success">sent<' in client.get("/en/alerts/deliveries").text
    with committed():
        assert queries.status().unsent_mails == 0


@pytest.mark.usefixtures("own_database")
def test_the_log_says_failed_with_the_reason_until_the_mail_leaves(app, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    with app.app_context(), unit():
        user = make_user(lang="en")
        search = keep(user, "q=余热", name="heat\u2028recovery")
        token = signin.open_session(user, device="tests", address="127.0.0.1", hours=1)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    client.post(f"/en/alerts/searches/{search.public_id}/test")
    assert "on its way" in client.get("/en/alerts/deliveries").text
    with app.app_context(), unit() as opened:
        number = opened.scalars(select(Message.id)).one()

    def deliver(address: str) -> None:
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], smtp_url=address))
        with app.app_context():
            jobs.run_now("mail.deliver", message_id=number)

    for _time in range(2):
        with pytest.raises(ConnectionRefusedError):
            deliver(nobody_listens())
    page = client.get("/en/alerts/deliveries").text
    assert 'tone-danger">failed<' in page
    assert "Connection refused · 2 attempts" in page
    [row] = client.get("/api/v1/alerts/deliveries").json["items"]
    assert (row["error"], row["sent_at"]) == ("ConnectionRefusedError: Connection refused", None)
    with mail_server() as (address, _letters):
        deliver(address)
    page = client.get("/en/alerts/deliveries").text
    assert "failed<" not in page
    assert 'tone-success">sent<' in page
    assert client.get("/api/v1/alerts/deliveries").json["items"][0]["error"] is None
