"""Every page of accounts in both languages: it answers, and no text is left in the source language."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.accounts.service import links
from tests.factories import accounts as make

Committed = Callable[[], AbstractContextManager[Session]]
SignIn = Callable[[FlaskClient, User], None]

PUBLIC = ["sign-in", "register", "register/sent", "password/reset", "password/reset/sent", "organisations", "experts"]
OWN = [
    "settings", "settings/profile", "settings/password", "settings/address", "settings/tokens/new",
    "settings/second-factor", "settings/close", "settings/broker", "organisations/new", "members", "verification",
    "verification/letter",
]  # fmt: skip


@pytest.fixture
def broker(committed: Committed) -> User:
    with committed():
        user = make.make_broker()
        make.join(user, make.make_organisation("broker_agency", state="rejected", rejection_reason="x"), "owner")
    return user


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(client: FlaskClient, committed: Committed, lang: str, path: str) -> None:
    with committed():
        make.make_broker()
    check(client.get(f"/{lang}/accounts/{path}"), lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", OWN)
def test_own_pages(client: FlaskClient, sign_in: SignIn, broker: User, lang: str, path: str) -> None:
    sign_in(client, broker)
    check(client.get(f"/{lang}/accounts/{path}"), lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("state", ["verified", "unverified", "submitted", "rejected", "expired"])
def test_pages_of_an_organisation(
    client: FlaskClient, sign_in: SignIn, committed: Committed, lang: str, state: str
) -> None:
    with committed():
        house, admin = make.make_organisation(state=state), make.make_staff("administrator", "reviewer")
        make.join(admin, house, "owner")
    sign_in(client, admin)
    for path in (f"organisations/{house.public_id}", f"organisations/{house.public_id}/edit",
                 f"organisations/{house.public_id}/review", f"members?organisation={house.public_id}",
                 f"verification?organisation={house.public_id}", "people", f"people/{admin.public_id}"):  # fmt: skip
        check(client.get(f"/{lang}/accounts/{path}"), lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_behind_links(client: FlaskClient, committed: Committed, lang: str) -> None:
    with committed():
        user, owner = make.make_user(email_confirmed_at=None), make.make_user()
        house = make.make_organisation()
        make.join(owner, house, "owner")
        confirm, reset = links.issue(user, "confirm", hours=1), links.issue(user, "reset", hours=1)
    for path in (f"confirm/{confirm}", f"password/reset/{reset}"):
        check(client.get(f"/{lang}/accounts/{path}"), lang)
    gone = client.get(f"/{lang}/accounts/password/reset/{'x' * 43}")
    assert gone.status_code == 410


def test_a_person_without_an_organisation_is_welcomed(
    client: FlaskClient, sign_in: SignIn, committed: Committed
) -> None:
    with committed():
        user = make.make_user()
    sign_in(client, user)
    for lang in ("zh", "en"):
        check(client.get(f"/{lang}/accounts/welcome"), lang)
        assert client.get(f"/{lang}/accounts/members").headers["Location"].endswith(f"/{lang}/accounts/welcome")


def check(answer: Any, lang: str) -> None:
    """A complete page in its language: Chinese pages hold no English sentence of ours."""
    assert answer.status_code == 200, answer.headers.get("Location")
    html = answer.get_data(as_text=True)
    assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in html
    assert "%(" not in html
    main = html.partition("<main")[2].partition("</main>")[0]
    text = re.sub(r"<(code|[a-z]+ lang=\"en\")[^>]*>.*?</|<[^>]+>", " ", main, flags=re.S)
    if lang == "zh":
        assert not re.findall(r"[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+", text)
    else:
        assert not re.findall(r"[一-鿿]{4,}", re.sub(r"示例\S*", "", text))
