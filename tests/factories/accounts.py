"""People, organisations and memberships for tests."""

from __future__ import annotations

import itertools

from marketplace.accounts.models import BrokerProfile, Membership, Organisation, RoleGrant, User
from marketplace.accounts.service import passwords, signin
from marketplace.core import clock
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from search.analysis.identifiers import uscc_check

PASSWORD = "correct horse battery"
_HASH = passwords.hash_password(PASSWORD)
_numbers = itertools.count(1)


def valid_uscc() -> str:
    """A code with a right check character; each call answers another one."""
    body = f"91510100MA{next(_numbers):07d}"
    return body + uscc_check(body)


def make_user(**values: object) -> User:
    """An active account with the password PASSWORD."""
    number = next(_numbers)
    defaults = {
        "email": f"person{number}@example.org",
        "name": Text(f"示例用户{number}", f"Example Person {number}"),
        "password_hash": _HASH,
        "email_confirmed_at": clock.now(),
    }
    user = User(**{**defaults, **values})
    session().add(user)
    session().flush()
    return user


def make_organisation(kind: str = "enterprise", state: str = "verified", **values: object) -> Organisation:
    """An organisation, verified unless told otherwise."""
    number = next(_numbers)
    defaults = {
        "name": Text(f"示例单位{number}", f"Example Organisation {number}"),
        "uscc": valid_uscc(),
        "region_code": "5101",
        "state_set_up": kind in ("university", "institute"),
    }
    organisation = Organisation(kind=kind, state=state, **{**defaults, **values})
    session().add(organisation)
    session().flush()
    return organisation


def join(user: User, organisation: Organisation, role: str = "officer") -> Membership:
    """Make the user an active member."""
    membership = Membership(user_id=user.id, organisation_id=organisation.id, role=role)
    session().add(membership)
    session().flush()
    return membership


def centre() -> Organisation:
    """The centre itself; one per database."""
    found = session().query(Organisation).filter_by(kind="centre").first()
    return found or make_organisation("centre")


def make_staff(*roles: str, **values: object) -> User:
    """A member of the centre with the roles."""
    user = make_user(**values)
    join(user, centre(), "member")
    for role in roles:
        session().add(RoleGrant(user_id=user.id, role=role))
    session().flush()
    return user


def make_officer(organisation: Organisation | None = None) -> User:
    """An officer of a verified university."""
    user = make_user()
    join(user, organisation or make_organisation("university"), "officer")
    return user


def make_enterprise_user(organisation: Organisation | None = None) -> User:
    """An officer of a verified enterprise."""
    user = make_user()
    join(user, organisation or make_organisation("enterprise"), "officer")
    return user


def make_broker(agency: Organisation | None = None) -> User:
    """A broker with a profile and an agency."""
    user = make_user()
    agency = agency or make_organisation("broker_agency")
    join(user, agency, "member")
    session().add(BrokerProfile(user_id=user.id, agency_id=agency.id, level="intermediate"))
    session().flush()
    return user


def actor(user: User) -> Actor:
    """The actor the site would load for this person now."""
    session().flush()
    return signin.actor_of(user)
