"""Members of an organisation: invite, join, change role, leave; rights end with the row, at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from marketplace.accounts.errors import LastOwner, LinkUsed
from marketplace.accounts.models import Invitation, Membership, Organisation, User
from marketplace.accounts.queries.addressees import Contact, can_sign_in, contact_of, contacts
from marketplace.accounts.service import organisations, roles, signin
from marketplace.accounts.service.mails import tell_address, tell_all
from marketplace.core import audit, clock, limits, news
from marketplace.core.errors import Forbidden, Invalid, NotFound
from marketplace.core.i18n import l_, lang
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session

INVITATION_DAYS = 14


@dataclass(frozen=True)
class InvitationPage:
    """An open invitation as its link shows it."""

    organisation_public_id: str
    organisation: Text
    kind: str
    role: str
    email: str
    expires_at: datetime


def invite(actor: Actor, public_id: str, *, email: str, role: str) -> None:
    """Send an invitation; an earlier one to the same address stops working. Raises Invalid or TooMany."""
    row = organisations.get(actor, public_id, "manage_members", lock=True)
    limits.hit("invitation.organisation", row.public_id, times=50, seconds=86400)
    limits.hit("invitation.address", email.lower(), times=10, seconds=86400)
    known = signin.user_of(email)
    if known is not None and _active(known.id, row.id) is not None:
        raise Invalid(fields={"email": [l_("This person is a member already.")]})
    for earlier in _open_invitations(row.id):
        if earlier.email.lower() == email.lower():
            earlier.revoked_at = clock.now()
    token = secrets.token_urlsafe(32)
    session().add(
        Invitation(
            organisation_id=row.id, email=email, role=role, token_hash=signin.token_hash(token),
            invited_by=actor.user_id, expires_at=clock.now() + timedelta(days=INVITATION_DAYS),
        )
    )  # fmt: skip
    _record("member.invited", actor, row, data={"role": role})
    tell_address(
        email, "invitation", lang=known.lang if known else lang(), link=f"/accounts/invitations/{token}",
        name=row.name, inviter=actor.name, days=INVITATION_DAYS,
    )  # fmt: skip


def revoke_invitation(actor: Actor, public_id: str, invitation: str) -> None:
    """Take an open invitation back. Raises NotFound."""
    row = organisations.get(actor, public_id, "manage_members")
    found = next((i for i in _open_invitations(row.id) if i.public_id == invitation), None)
    if found is None:
        raise NotFound()
    found.revoked_at = clock.now()
    _record("member.invitation_revoked", actor, row)


def invitation(token: str) -> InvitationPage:
    """What an invitation offers, for whoever holds its link. Raises LinkUsed."""
    row = _by_token(token)
    return InvitationPage(
        row.organisation.public_id, row.organisation.name, row.organisation.kind, row.role, row.email, row.expires_at
    )


def accept(actor: Actor, token: str) -> str:
    """Join with an invitation to the actor's own address; returns the organisation's public id.

    Raises LinkUsed, or Forbidden when the invitation went to another address.
    """
    row = _by_token(token, lock=True)
    if row.email.lower() != (actor.email or "").lower():
        raise Forbidden(l_("This invitation was sent to another address. Sign in with that address."))
    row.accepted_at = clock.now()
    if _active(actor.user_id, row.organisation_id) is None:
        session().add(Membership(user_id=actor.user_id, organisation_id=row.organisation_id, role=row.role))
        session().flush()
        subjects = [f"user:{actor.public_id}"]
        _record("member.joined", actor, row.organisation, subjects=subjects, data={"role": row.role})
        tell_all(
            [c for c in contacts(row.organisation_id, roles=("owner",)) if c.user_id != actor.user_id],
            "member_joined", link=_members_page(row.organisation), name=row.organisation.name, person=actor.name,
        )  # fmt: skip
    return row.organisation.public_id


def change_role(actor: Actor, public_id: str, user: str, *, role: str) -> None:
    """Give a member another role. Raises NotFound or LastOwner; every owner is told when ownership changes."""
    row = organisations.get(actor, public_id, "manage_members", lock=True)
    membership = _membership(row, user)
    before = membership.role
    if before == role:
        return
    if before == "owner":
        _keep_an_owner(row, membership)
    told = _owners_and(row, membership.user) if "owner" in (before, role) else [contact_of(membership.user)]
    membership.role = role
    _record("member.role_changed", actor, row, subjects=[f"user:{user}"], changes={"role": [before, role]})
    person = membership.user.name
    tell_all(told, "member_role", link=_members_page(row), name=row.name, person=person, role=role)


def remove(actor: Actor, public_id: str, user: str, *, reason: str | None = None) -> None:
    """End a membership. Raises NotFound, LastOwner or LastAdministrator."""
    row = organisations.get(actor, public_id, "manage_members", lock=True)
    _end(actor, row, _membership(row, user), "member.removed", reason)


def leave(actor: Actor, public_id: str) -> None:
    """End one's own membership. Raises NotFound, LastOwner or LastAdministrator."""
    row = organisations.get(actor, public_id, lock=True)
    _end(actor, row, _membership(row, actor.public_id or ""), "member.left", None)


def end_all(actor: Actor, user: User) -> None:
    """End every membership of an account that closes. Raises LastOwner or LastAdministrator."""
    query = select(Membership).where(Membership.user_id == user.id, Membership.ended_at.is_(None))
    for membership in session().scalars(query).all():
        session().refresh(membership.organisation, with_for_update=True)
        _end(actor, membership.organisation, membership, "member.left", None)


def _end(actor: Actor, row: Organisation, membership: Membership, kind: str, reason: str | None) -> None:
    if membership.role == "owner":
        _keep_an_owner(row, membership)
    if row.kind == "centre":
        roles.end_for(actor, membership.user)
    told = _owners_and(row, membership.user)
    membership.ended_at = clock.now()
    news.publish("membership.ended", user_id=membership.user_id, organisation_id=row.id)
    _record(kind, actor, row, subjects=[f"user:{membership.user.public_id}"], reason=reason)
    others = [person for person in told if person.user_id != actor.user_id]
    tell_all(others, "member_left", link="/me", name=row.name, person=membership.user.name)


def _owners_and(row: Organisation, user: User) -> list[Contact]:
    """Who learns of a change: every owner, and the person concerned."""
    return [contact_of(user), *(c for c in contacts(row.id, roles=("owner",)) if c.user_id != user.id)]


def _record(
    kind: str,
    actor: Actor,
    row: Organisation,
    *,
    subjects: Sequence[str] = (),
    changes: Mapping[str, Sequence[Any]] | None = None,
    reason: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    audit.record(
        kind, actor=actor, subjects=[f"organisation:{row.public_id}", *subjects], changes=changes, reason=reason,
        visibility="parties", data=data,
    )  # fmt: skip


def _keep_an_owner(row: Organisation, leaving: Membership) -> None:
    """The organisation's row is locked by the caller, so two owners cannot leave at the same moment."""
    others = session().scalar(
        select(func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == row.id, Membership.ended_at.is_(None), Membership.role == "owner")
        .where(Membership.id != leaving.id, can_sign_in())
    )
    if not others:
        raise LastOwner()


def _membership(row: Organisation, user: str) -> Membership:
    found = session().scalar(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == row.id, Membership.ended_at.is_(None), User.public_id == user)
    )
    if found is None:
        raise NotFound()
    return found


def _active(user_id: int | None, organisation_id: int) -> Membership | None:
    return session().scalar(
        select(Membership).where(
            Membership.user_id == user_id, Membership.organisation_id == organisation_id, Membership.ended_at.is_(None)
        )
    )


def _open() -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > clock.now()
    )


def _open_invitations(organisation_id: int) -> list[Invitation]:
    return list(session().scalars(_open().where(Invitation.organisation_id == organisation_id)))


def _by_token(token: str, *, lock: bool = False) -> Invitation:
    query = _open().where(Invitation.token_hash == signin.token_hash(token))
    row = session().scalar(query.with_for_update() if lock else query)
    if row is None:
        raise LinkUsed()
    return row


def _members_page(row: Organisation) -> str:
    return f"/accounts/members?organisation={row.public_id}"
