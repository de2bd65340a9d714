"""Sign-in on devices: sessions that can be listed and ended, and the actor they stand for."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from marketplace.accounts.errors import WrongCredentials
from marketplace.accounts.models import ApiToken, LoginSession, Membership, Organisation, RoleGrant, User
from marketplace.accounts.service import passwords
from marketplace.core import audit, clock, limits, policy
from marketplace.core.ids import new_public_id
from marketplace.core.unit import session, unit

SEEN_EVERY = timedelta(minutes=2)  # how often a session in use writes that it was seen
_MEMBER_ROLES = {
    ("university", "owner"): "university_officer",
    ("university", "officer"): "university_officer",
    ("university", "member"): "researcher",
    ("institute", "owner"): "university_officer",
    ("institute", "officer"): "university_officer",
    ("institute", "member"): "researcher",
    ("medical", "owner"): "university_officer",
    ("medical", "officer"): "university_officer",
    ("medical", "member"): "researcher",
    ("new_rd_body", "owner"): "university_officer",
    ("new_rd_body", "officer"): "university_officer",
    ("new_rd_body", "member"): "researcher",
    ("enterprise", "owner"): "enterprise_user",
    ("enterprise", "officer"): "enterprise_user",
    ("enterprise", "member"): "enterprise_user",
    ("broker_agency", "owner"): "broker",
    ("broker_agency", "officer"): "broker",
    ("broker_agency", "member"): "broker",
}


@dataclass(frozen=True)
class SignedIn:
    """A live sign-in: the session row and whom it stands for."""

    session_id: int
    session_public_id: str
    actor: policy.Actor


def token_hash(token: str) -> str:
    """Tokens are kept only as SHA-256: a stolen table opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def authenticate(*, email: str, password: str, address: str) -> User:
    """The account for an address and password.

    Raises WrongCredentials (the same for unknown, wrong and closed accounts) or TooMany.
    """
    limits.hit("sign_in.user", email.lower(), times=10, seconds=300)
    limits.hit("sign_in.address", address, times=30, seconds=300)
    limits.hit("sign_in.all", "*", times=1000, seconds=300)
    user = session().scalar(select(User).where(User.email.ilike(_exact(email))))
    fits = passwords.verify_password(user.password_hash if user else None, password)
    if user is None or not fits or not user.active:
        raise WrongCredentials()
    if passwords.needs_rehash(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    return user


def _exact(email: str) -> str:
    """The address as a LIKE pattern that matches only itself, whatever its letter case."""
    return email.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def open_session(user: User, *, device: str, address: str, hours: int) -> str:
    """Begin a sign-in on a device; returns the token for the cookie (256 random bits)."""
    token = secrets.token_urlsafe(32)
    row = LoginSession(
        public_id=new_public_id(), token_hash=token_hash(token), user_id=user.id, device=device[:200],
        address=address[:45], expires_at=clock.now() + timedelta(hours=hours),
    )  # fmt: skip
    session().add(row)
    session().flush()
    audit.record(
        "account.sign_in",
        actor=actor_of(user),
        subjects=[f"user:{user.public_id}"],
        data={"device": device[:80]},
    )
    return token


def find_session(token: str, *, idle_minutes: int, request_id: str | None = None) -> SignedIn | None:
    """The live sign-in behind a token, or None: unknown, ended, expired, idle too long, or account closed."""
    moment = clock.now()
    row = (
        session()
        .execute(
            select(LoginSession, User)
            .join(User, User.id == LoginSession.user_id)
            .where(LoginSession.token_hash == token_hash(token), LoginSession.ended_at.is_(None))
            .where(
                LoginSession.expires_at > moment,
                LoginSession.seen_at > moment - timedelta(minutes=idle_minutes),
            )
            .where(User.active)
        )
        .first()
    )
    if row is None:
        return None
    login, user = row
    if moment - login.seen_at > SEEN_EVERY:
        with unit(independent=True) as opened:
            opened.execute(update(LoginSession).where(LoginSession.id == login.id).values(seen_at=moment))
    return SignedIn(login.id, login.public_id, replace(actor_of(user), request_id=request_id))


def actor_of_api_token(token: str, *, request_id: str | None = None) -> policy.Actor | None:
    """The actor behind an API token, or None."""
    moment = clock.now()
    row = (
        session()
        .execute(
            select(ApiToken, User)
            .join(User, User.id == ApiToken.user_id)
            .where(ApiToken.token_hash == token_hash(token), ApiToken.revoked_at.is_(None), User.active)
        )
        .first()
    )
    if row is None or (row.ApiToken.expires_at and row.ApiToken.expires_at <= moment):
        return None
    return replace(actor_of(row.User), request_id=request_id)


def actor_of(user: User) -> policy.Actor:
    """The actor of a person, with the memberships and roles that hold at this moment."""
    rows = (
        session()
        .scalars(
            select(Membership)
            .options(joinedload(Membership.organisation))
            .where(Membership.user_id == user.id, Membership.ended_at.is_(None))
        )
        .all()
    )
    memberships = tuple(_membership(row.organisation, row.role) for row in rows)
    roles = {name for m in memberships if (name := _MEMBER_ROLES.get((m.organisation_kind, m.role)))}
    if any(m.organisation_kind == "centre" for m in memberships):
        roles |= set(
            session().scalars(
                select(RoleGrant.role).where(RoleGrant.user_id == user.id, RoleGrant.revoked_at.is_(None))
            )
        )
    return policy.Actor(
        user_id=user.id, public_id=user.public_id, name=user.name.pick(user.lang), email=user.email,
        lang=user.lang, roles=frozenset(roles), memberships=memberships,
    )  # fmt: skip


def _membership(organisation: Organisation, role: str) -> policy.Membership:
    return policy.Membership(
        organisation_id=organisation.id,
        organisation_public_id=organisation.public_id,
        organisation_name=organisation.name.pick("zh"),
        organisation_kind=organisation.kind,
        role=role,
        verified=organisation.state == "verified",
    )


def close_session(token: str) -> None:
    """End the sign-in of this device."""
    session().execute(
        update(LoginSession)
        .where(LoginSession.token_hash == token_hash(token), LoginSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def close_all(user_id: int, *, keep: int | None = None) -> None:
    """End every sign-in of a person, but the one kept."""
    query = update(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
    if keep is not None:
        query = query.where(LoginSession.id != keep)
    session().execute(query.values(ended_at=clock.now()))
