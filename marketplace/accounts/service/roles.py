"""Roles of the centre: given to its members, taken back, and guarded so that one administrator always remains."""

from __future__ import annotations

from sqlalchemy import exists, func, select

from marketplace.accounts.errors import LastAdministrator
from marketplace.accounts.models import Organisation, RoleGrant, User
from marketplace.accounts.policy import PERSON
from marketplace.accounts.queries.addressees import can_sign_in, is_centre_member
from marketplace.accounts.service import trail
from marketplace.accounts.service.mails import tell
from marketplace.core import clock
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import STAFF_ROLES, Actor
from marketplace.core.unit import session


def get(actor: Actor, public_id: str, action: str, *, lock: bool = False) -> User:
    """A person to whom the actor may do `action`. Raises NotFound or Forbidden."""
    query = select(User).where(User.public_id == public_id)
    user = session().scalar(query.with_for_update() if lock else query, execution_options={"populate_existing": lock})
    if user is None:
        raise NotFound()
    PERSON.check(actor, action, user)
    return user


def grant(actor: Actor, user: str, *, role: str) -> None:
    """Give a member of the centre a role. Raises Forbidden, NotFound or Invalid; a role held already stays."""
    person = get(actor, user, "manage")
    if role not in STAFF_ROLES:
        raise Invalid(fields={"role": [l_("Choose one of the listed entries.")]})
    if not session().scalar(select(exists().where(User.id == person.id, is_centre_member()))):
        raise Invalid(fields={"role": [l_("Only members of the centre can hold its roles. Invite this person first.")]})
    if _active(person.id, role) is not None:
        return
    session().add(RoleGrant(user_id=person.id, role=role, granted_by=actor.user_id))
    session().flush()
    _note(actor, person, "role.granted", role)


def revoke(actor: Actor, user: str, *, role: str) -> None:
    """Take a role back; it is gone at the next request. Raises Forbidden, NotFound or LastAdministrator."""
    person = get(actor, user, "manage")
    lock_centre()
    found = _active(person.id, role)
    if found is None:
        raise NotFound()
    if role == "administrator":
        keep_an_administrator(person)
    found.revoked_at = clock.now()
    _note(actor, person, "role.revoked", role)


def end_for(actor: Actor, person: User) -> None:
    """End every role of somebody who leaves the centre: joining again revives none. Raises LastAdministrator."""
    keep_an_administrator(person)
    held = select(RoleGrant).where(RoleGrant.user_id == person.id, RoleGrant.revoked_at.is_(None))
    for row in session().scalars(held):
        row.revoked_at = clock.now()
        _note(actor, person, "role.revoked", row.role)


def keep_an_administrator(person: User) -> None:
    """Refuse what would leave the site without an administrator who can sign in. Raises LastAdministrator."""
    lock_centre()
    holders = (
        select(func.count())
        .select_from(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == "administrator", RoleGrant.revoked_at.is_(None), can_sign_in(), is_centre_member())
    )
    is_one = session().scalar(holders.where(User.id == person.id))
    if is_one and not session().scalar(holders.where(User.id != person.id)):
        raise LastAdministrator()


def lock_centre() -> None:
    """Two administrators must not take the role from each other at the same moment."""
    session().execute(select(Organisation.id).where(Organisation.kind == "centre").with_for_update())


def _active(user_id: int, role: str) -> RoleGrant | None:
    return session().scalar(
        select(RoleGrant).where(RoleGrant.user_id == user_id, RoleGrant.role == role, RoleGrant.revoked_at.is_(None))
    )


def _note(actor: Actor, person: User, kind: str, role: str) -> None:
    trail.note(kind, person.public_id, actor=actor, data={"role": role})
    tell(person, "staff_role", link="/me", role=role, granted=kind == "role.granted")
