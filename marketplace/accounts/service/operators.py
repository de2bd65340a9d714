"""What operators do from the command line, as the system: the first administrator, roles, links."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from marketplace.accounts.models import Membership, Organisation, RoleGrant, User
from marketplace.accounts.queries.addressees import is_centre_member
from marketplace.accounts.service import passwords, recovery, roles, second_factor, signin, trail, verification
from marketplace.core import clock
from marketplace.core.errors import Invalid, InvalidAction, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.core.unit import session


def create_administrator(*, email: str, name: str, password: str) -> str:
    """An account with a confirmed address, a place in the centre and the role; returns its public id.

    Raises Invalid when the address has an account or the password is weak.
    """
    if signin.user_of(email) is not None:
        raise Invalid(l_("This address has an account. Use `flask accounts grant` instead."))
    passwords.check_new(password, known_words=(email.partition("@")[0], name))
    user = User(
        email=email, name=Text(name, None), password_hash=passwords.hash_password(password),
        email_confirmed_at=clock.now(), preferences={},
    )  # fmt: skip
    session().add(user)
    session().flush()
    session().add(Membership(user_id=user.id, organisation_id=_centre().id, role="owner"))
    session().flush()
    trail.note("account.registered", user.public_id, actor=SYSTEM)
    roles.grant(SYSTEM, user.public_id, role="administrator")
    return user.public_id


def _centre() -> Organisation:
    """The one organisation of kind centre."""
    found = session().scalar(select(Organisation).where(Organisation.kind == "centre"))
    if found is None:
        found = Organisation(
            kind="centre", name=Text("国家技术转移西南中心", "National Technology Transfer Southwest Center"),
            state="verified", region_code="5101", state_set_up=True,
        )  # fmt: skip
        session().add(found)
        session().flush()
    return found


def grant(*, email: str, role: str) -> None:
    """Give a role to the person with this address. Raises NotFound or Invalid."""
    roles.grant(SYSTEM, _person(email).public_id, role=role)


def revoke(*, email: str, role: str) -> None:
    """Take a role from the person with this address. Raises NotFound or LastAdministrator."""
    roles.revoke(SYSTEM, _person(email).public_id, role=role)


def staff() -> list[tuple[str, str, list[str]]]:
    """(address, name, roles) of everyone who holds a role of the centre now."""
    rows = session().execute(
        select(User, RoleGrant.role)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.revoked_at.is_(None), User.active, is_centre_member())
        .order_by(User.email, RoleGrant.role)
    )
    found: dict[str, tuple[str, str, list[str]]] = {}
    for user, role in rows:
        found.setdefault(user.email, (user.email, user.name.pick("zh"), []))[2].append(role)
    return list(found.values())


def verify(public_id: str, *, valid_until: date) -> None:
    """Verify an organisation that has applied. Raises NotFound, InvalidAction or Invalid."""
    verification.verify(SYSTEM, public_id, valid_until=valid_until)


def reset_link(email: str) -> str:
    """The path of a fresh link for the person with this address. Raises NotFound."""
    user = _person(email)
    trail.note("account.reset_link_made", user.public_id, actor=SYSTEM)
    return f"/{user.lang}{recovery.link_for(user)}"


def reset_second_factor(email: str) -> None:
    """Take the second factor from the person with this address. Raises NotFound or InvalidAction."""
    user = _person(email)
    if user.totp_secret is None:
        raise InvalidAction(l_("This account has no second factor."))
    second_factor.reset(SYSTEM, user, reason="flask accounts reset-second-factor")


def _person(email: str) -> User:
    user = signin.user_of(email)
    if user is None or not user.active:
        raise NotFound(l_("No active account has this address."))
    return user
