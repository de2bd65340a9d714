"""One-click accounts: only in the demonstration, only its own people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.accounts import queries
from marketplace.accounts.errors import LastAdministrator, LastOwner
from marketplace.accounts.models import User
from marketplace.accounts.service import members, people, roles
from tests.accounts.conftest import Committed
from tests.factories import accounts as make

WithSettings = Callable[..., None]


@pytest.fixture
def guide(committed: Committed) -> User:
    with committed():
        user = make.make_user(demo=True, email="uni@demo.example")
        make.join(user, make.make_organisation("university"), "officer")
    return user


def test_one_click_changes_the_account(client: FlaskClient, guide: User, with_settings: WithSettings) -> None:
    with_settings(demo=True)
    page = client.get("/zh/accounts/sign-in").get_data(as_text=True)
    assert "/zh/accounts/demo/uni@demo.example" in page.replace("%40", "@")
    assert client.post("/zh/accounts/demo/uni@demo.example").status_code == 303
    assert guide.email in client.get("/zh/accounts/settings").get_data(as_text=True)
    assert client.post("/zh/accounts/demo", data={"account": "UNI@demo.example"}).status_code == 303


def test_it_is_gone_when_the_demonstration_is_off(client: FlaskClient, guide: User) -> None:
    assert "demo/uni" not in client.get("/zh/accounts/sign-in").get_data(as_text=True)
    assert client.post("/zh/accounts/demo/uni@demo.example").status_code == 404
    assert client.post("/zh/accounts/demo", data={"account": guide.email}).status_code == 404
    assert client.get("/zh/accounts/settings").status_code == 303


def test_in_production_its_public_password_opens_nothing(
    client: FlaskClient, guide: User, with_settings: WithSettings
) -> None:
    """A database that was filled for a demonstration may be moved into production."""
    sent = {"email": guide.email, "password": make.PASSWORD}
    with_settings(environment="production")
    assert client.post("/zh/accounts/sign-in", data=sent).status_code == 422
    with_settings(environment="development")
    assert client.post("/zh/accounts/sign-in", data=sent).status_code == 303


def test_in_production_its_people_do_not_count_as_those_who_stay(db: Session, with_settings: WithSettings) -> None:
    """Who cannot sign in keeps neither the site nor an organisation going."""
    admin, guest = make.make_staff("administrator"), make.make_staff("administrator")
    reviewer = make.make_staff("reviewer")
    guest.demo = reviewer.demo = True
    house = make.make_organisation()
    owner, other = make.make_user(), make.make_user(demo=True)
    for person in (owner, other):
        make.join(person, house, "owner")
    with_settings(environment="production")
    with pytest.raises(LastAdministrator):
        roles.revoke(make.actor(admin), admin.public_id, role="administrator")
    with pytest.raises(LastAdministrator):
        people.deactivate(make.actor(guest), admin.public_id, reason="x")
    with pytest.raises(LastOwner):
        members.leave(make.actor(owner), house.public_id)
    assert queries.staff_contacts("reviewer") == []
    with_settings(environment="development")
    members.leave(make.actor(owner), house.public_id)
    roles.revoke(make.actor(admin), admin.public_id, role="administrator")


@pytest.mark.parametrize("values", [{"demo": False}, {"demo": True, "active": False}])
def test_real_and_closed_people_are_never_entered(
    client: FlaskClient, committed: Committed, with_settings: WithSettings, values: dict[str, bool]
) -> None:
    with_settings(demo=True)
    with committed():
        user = make.make_user(**values)
    assert client.post(f"/zh/accounts/demo/{user.email}").status_code == 404
    assert client.post("/zh/accounts/demo/nobody@example.org").status_code == 404
    assert client.get("/zh/accounts/demo/uni@demo.example").headers["Location"] == "/zh/accounts"
