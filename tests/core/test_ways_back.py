"""Nobody is left without a way on: after a sign-in that ended, and at an address that takes nothing but forms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.core import problem
from marketplace.core.http import Marketplace
from tests.factories.accounts import make_user

FORM = "/zh/needs/new?from=1"
PUBLIC = "https://market.example:8443"


@pytest.mark.parametrize(
    ("sent_from", "wanted"),
    [
        (f"http://localhost{FORM}", FORM),
        (f"{PUBLIC}{FORM}", FORM),
        ("http://elsewhere.example/zh/needs/new", "/zh/"),
        (None, "/zh/"),
    ],
)
def test_a_form_sent_after_the_sign_in_ended_is_come_back_to(
    app: Marketplace, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, sent_from: str | None, wanted: str
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], base_url=PUBLIC))
    headers = {"Referer": sent_from} if sent_from else {}
    answer = client.post("/zh/needs/new", data={"title_zh": "余热"}, headers=headers, follow_redirects=True)
    assert answer.request.args["next"] == wanted
    assert "内容未保存" in answer.text


def test_a_page_read_without_a_sign_in_says_nothing_of_lost_entries(client: FlaskClient) -> None:
    assert "内容未保存" not in client.get("/zh/needs/new", follow_redirects=True).text


@pytest.mark.parametrize(
    ("address", "above"),
    [("/en/deals/AAAAAAAAAA/advance", "/en/deals/AAAAAAAAAA"), ("/zh/accounts/sign-out", "/zh/accounts")],
)
def test_a_link_of_language_on_a_refused_form_leads_to_the_record(
    client: FlaskClient, address: str, above: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (303, above)


def test_a_program_is_told_that_the_method_is_wrong(client: FlaskClient) -> None:
    headers: dict[str, Any] = {"Accept": "application/json"}
    assert client.get("/en/deals/AAAAAAAAAA/advance", headers=headers).status_code == 405


@pytest.mark.parametrize(("lang", "label"), [("zh", "记录："), ("en", "Record: ")])
def test_the_page_of_an_error_names_entries_as_the_form_does(
    client: FlaskClient, committed: Any, sign_in: Any, lang: str, label: str
) -> None:
    with committed():
        person = make_user()
    sign_in(client, person)
    answer = client.post(f"/{lang}/alerts/watching", data={"entity": "listing"})
    assert answer.status_code == 422
    assert f"<li>{label}" in answer.text


def test_the_page_of_an_error_leaves_out_names_that_only_programs_know(app: Marketplace) -> None:
    with app.test_request_context("/en/deals"):
        page = problem.render(422, "invalid", "Refused.", fields={"own_gate": {0: {"rank": ["Not at this gate."]}}})
    assert "<li>Not at this gate.</li>" in page.get_data(as_text=True)
