"""Who to write to, and the names of people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, select

from marketplace.accounts.models import Membership, Organisation, RoleGrant, User
from marketplace.core.text import Text
from marketplace.core.unit import session


@dataclass(frozen=True)
class Contact:
    """A person who can be written to, in the language they chose."""

    user_id: int
    email: str
    name: Text
    lang: str


def contact_of(user: User) -> Contact:
    """The contact of a row that is at hand."""
    return Contact(user.id, user.email, user.name, user.lang)


def can_sign_in() -> ColumnElement[bool]:
    """Whether the account of the row is open; in production none of the demonstration, whose password is public."""
    production = current_app.config["SETTINGS"].environment == "production"
    return and_(User.active, ~User.demo) if production else User.active.is_(True)


def is_centre_member() -> ColumnElement[bool]:
    """Whether the person of the row is an active member of the centre; grants of roles sleep otherwise."""
    return (
        select(Membership.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id == User.id, Membership.ended_at.is_(None), Organisation.kind == "centre")
        .exists()
    )


def contacts(organisation_id: int, roles: Sequence[str] = ("owner", "officer")) -> list[Contact]:
    """The active members of an organisation with these roles, longest first."""
    query: Select[User] = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .where(Membership.role.in_(roles), User.active)
        .order_by(Membership.started_at, Membership.id)
    )
    return [contact_of(user) for user in session().scalars(query)]


def contact(user_id: int | None) -> Contact | None:
    """One person, or None when there is no such account or it is closed."""
    user = session().get(User, user_id) if user_id is not None else None
    return contact_of(user) if user and user.active else None


def staff_contacts(*roles: str) -> list[Contact]:
    """Members of the centre who hold one of the roles now and can sign in."""
    query = (
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role.in_(roles), RoleGrant.revoked_at.is_(None), can_sign_in(), is_centre_member())
        .order_by(User.id)
        .distinct()
    )
    return [contact_of(user) for user in session().scalars(query)]


def user_names(ids: Iterable[int | None]) -> dict[int, Text]:
    """Names by user id, in one query; unknown ids are left out."""
    wanted = {number for number in ids if number is not None}
    if not wanted:
        return {}
    rows = session().execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def user_by_public_id(public_id: str) -> Contact | None:
    """The person behind a public id, or None when there is no such account or it is closed."""
    user = session().scalar(select(User).where(User.public_id == public_id, User.active))
    return contact_of(user) if user else None
