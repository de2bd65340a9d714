"""Who belongs to an organisation, who is invited, and the people of the whole site for its administrator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from marketplace.accounts.models import Invitation, Membership, Organisation, RoleGrant, User
from marketplace.accounts.policy import ORGANISATION, PERSON
from marketplace.accounts.queries.history import history
from marketplace.accounts.queries.parties import OrganisationCard, card_of, find
from marketplace.core import audit, clock
from marketplace.core.errors import NotFound
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session


@dataclass(frozen=True)
class Member:
    """A person's active place in an organisation."""

    public_id: str
    name: Text
    email: str
    role: str
    since: datetime
    is_self: bool


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that can still be accepted."""

    public_id: str
    email: str
    role: str
    expires_at: datetime


@dataclass(frozen=True)
class MembersPage:
    """The members of an organisation as a reader may see them."""

    card: OrganisationCard
    members: Sequence[Member]
    invitations: Sequence[OpenInvitation]
    may_manage: bool
    is_member: bool


@dataclass(frozen=True)
class PersonRow:
    """An account in the administrator's list."""

    public_id: str
    name: Text
    email: str
    active: bool
    confirmed: bool
    created_at: datetime


@dataclass(frozen=True)
class Place:
    """A membership as the page of a person shows it."""

    organisation_public_id: str
    organisation: Text
    kind: str
    role: str


@dataclass(frozen=True)
class PersonPage:
    """An account with its places, roles and history, for staff."""

    row: PersonRow
    second_factor: bool
    places: Sequence[Place]
    roles: Sequence[str]
    in_centre: bool
    is_self: bool
    may_manage: bool
    events: Sequence[audit.EventView]


def members(actor: Actor, public_id: str) -> MembersPage:
    """Members and open invitations. Raises NotFound or Forbidden."""
    row = find(public_id)
    ORGANISATION.check(actor, "view_members", row)
    may_manage = ORGANISATION.may(actor, "manage_members", row)
    people = session().execute(
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == row.id, Membership.ended_at.is_(None))
        .order_by(Membership.started_at, Membership.id)
    )
    return MembersPage(
        card_of(row),
        [Member(u.public_id, u.name, u.email, m.role, m.started_at, u.id == actor.user_id) for m, u in people],
        _invitations(row.id) if may_manage else [],
        may_manage,
        actor.member_of(row.id),
    )


def _invitations(organisation_id: int) -> list[OpenInvitation]:
    rows = session().scalars(
        select(Invitation)
        .where(Invitation.organisation_id == organisation_id, Invitation.expires_at > clock.now())
        .where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
        .order_by(Invitation.created_at)
    )
    return [OpenInvitation(r.public_id, r.email, r.role, r.expires_at) for r in rows]


def people(*, text: str | None = None, number: int = 1, size: int = 30) -> Page[PersonRow]:
    """All accounts, the newest first; `text` looks into names and addresses."""
    query: Select[Any] = select(User).order_by(User.created_at.desc(), User.id.desc())
    if text:
        columns = (User.email, User.name_zh, User.name_en)  # type: ignore[attr-defined]  # made by bilingual()
        query = query.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    return paginate(query, number, size, _person_row)


def _person_row(user: User) -> PersonRow:
    return PersonRow(
        user.public_id, user.name, user.email, user.active, user.email_confirmed_at is not None, user.created_at
    )


def person(actor: Actor, public_id: str) -> PersonPage:
    """One account for staff. Raises NotFound."""
    user = session().scalar(select(User).where(User.public_id == public_id))
    if user is None:
        raise NotFound()
    PERSON.check(actor, "view", user)
    places = session().execute(
        select(Membership.role, Organisation.public_id, Organisation.name, Organisation.kind)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id == user.id, Membership.ended_at.is_(None))
        .order_by(Membership.started_at)
    )
    found = [Place(pid, name, kind, role) for role, pid, name, kind in places]
    grants = session().scalars(
        select(RoleGrant.role).where(RoleGrant.user_id == user.id, RoleGrant.revoked_at.is_(None))
    )
    return PersonPage(
        row=_person_row(user), second_factor=user.totp_secret is not None, places=found, roles=sorted(grants),
        in_centre=any(place.kind == "centre" for place in found), is_self=user.id == actor.user_id,
        may_manage=PERSON.may(actor, "manage", user), events=history(f"user:{public_id}"),
    )  # fmt: skip
