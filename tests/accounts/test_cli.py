"""Operators' commands: the first administrator, roles, verification, a reset link."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation, User
from marketplace.accounts.service import signin
from marketplace.core import audit
from marketplace.core.http import Marketplace
from tests.accounts.conftest import Committed
from tests.factories import accounts as make


@pytest.fixture
def run(app: Marketplace, committed: Committed) -> Any:
    return lambda *words, **more: app.test_cli_runner().invoke(args=["accounts", *words], **more)


def test_the_first_administrator_can_sign_in(run: Any, committed: Committed) -> None:
    done = run("create-admin", "first@example.org", "--name", "管理员甲", "--password", "seven wind turbines")
    assert done.exit_code == 0, done.output
    with committed() as opened:
        user = signin.authenticate(email="first@example.org", password="seven wind turbines", address="::1")
        assert make.actor(user).has("administrator")
        assert opened.scalars(select(Organisation).where(Organisation.kind == "centre")).one().state == "verified"
        assert "role.granted" in [e.kind for e in audit.timeline(f"user:{user.public_id}")]
    again = run("create-admin", "first@example.org", "--name", "x", "--password", "seven wind turbines")
    assert (again.exit_code, "Traceback" in again.output) == (1, False)


def test_a_weak_password_is_refused_and_nothing_is_written(run: Any, committed: Committed) -> None:
    assert run("create-admin", "weak@example.org", "--name", "x", "--password", "password").exit_code == 1
    with committed() as opened:
        assert opened.scalar(select(User).where(User.email == "weak@example.org")) is None


def test_roles_are_given_listed_and_taken(run: Any, committed: Committed) -> None:
    with committed():
        admin, colleague, outsider = make.make_staff("administrator"), make.make_staff(), make.make_user()
    assert run("grant", colleague.email, "finance").exit_code == 0
    assert colleague.email in run("list").output
    assert run("revoke", colleague.email, "finance").exit_code == 0
    assert colleague.email not in run("list").output
    assert run("grant", outsider.email, "finance").exit_code == 1
    assert run("grant", "nobody@example.org", "finance").exit_code == 1
    assert run("grant", colleague.email, "emperor").exit_code == 2
    assert run("revoke", admin.email, "administrator").exit_code == 1


def test_an_organisation_that_applied_is_verified(run: Any, committed: Committed) -> None:
    with committed():
        waiting, other = make.make_organisation(state="submitted"), make.make_organisation(state="unverified")
    assert run("verify-organisation", waiting.public_id).exit_code == 0
    assert run("verify-organisation", other.public_id).exit_code == 1
    with committed() as opened:
        assert opened.get(Organisation, waiting.id).state == "verified"


def test_a_reset_link_is_printed_and_works(run: Any, committed: Committed, app: Marketplace) -> None:
    with committed():
        user = make.make_user()
    done = run("reset-password-link", user.email)
    base = app.config["SETTINGS"].public_url
    assert done.output.startswith(base + "/zh/accounts/password/reset/")
    assert app.test_client().get(done.output.strip().removeprefix(base)).status_code == 200


def test_the_last_administrator_who_lost_the_device_gets_in_again(run: Any, committed: Committed) -> None:
    with committed():
        admin = make.make_staff("administrator", totp_secret="JBSWY3DPEHPK3PXP")
    assert run("reset-second-factor", admin.email).exit_code == 0
    with committed() as opened:
        assert opened.get_one(User, admin.id).totp_secret is None
        assert "account.second_factor_reset" in [e.kind for e in audit.timeline(f"user:{admin.public_id}")]
    again = run("reset-second-factor", admin.email)
    assert (again.exit_code, again.output) == (1, "Error: This account has no second factor.\n")
