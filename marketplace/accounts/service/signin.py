"""Sign-in on devices: sessions that can be listed and ended, and the actor they stand for."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ARRAY, BigInteger, Select, any_, bindparam, func, select, update
from sqlalchemy.orm import joinedload

from marketplace.accounts.errors import WrongCredentials
from marketplace.accounts.models import ApiToken, LoginSession, Membership, Organisation, RoleGrant, User
from marketplace.accounts.queries.addressees import can_sign_in
from marketplace.accounts.service import passwords, trail
from marketplace.core import clock, limits, policy
from marketplace.core.errors import TokenRefused
from marketplace.core.i18n import l_, lang
from marketplace.core.ids import new_public_id
from marketplace.core.unit import session, unit

FAILURE_SECONDS = 300  # the window in which failed sign-ins are counted
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

# Built once: every request of whoever is signed in asks these.
_USERS = bindparam("users", type_=ARRAY(BigInteger))
_LIVE = (
    select(LoginSession, User)
    .join(User, User.id == LoginSession.user_id)
    .where(LoginSession.token_hash == bindparam("hash"), LoginSession.ended_at.is_(None))
    .where(LoginSession.expires_at > bindparam("now"), LoginSession.seen_at > bindparam("seen_after"))
    .where(User.active)
)
_GRANTS = select(RoleGrant.user_id, RoleGrant.role).where(
    RoleGrant.user_id == any_(_USERS), RoleGrant.revoked_at.is_(None)
)


@cache
def _memberships() -> Select[Membership]:
    """Memberships that hold, with their organisations."""
    held = select(Membership).where(Membership.user_id == any_(_USERS), Membership.ended_at.is_(None))
    return held.options(joinedload(Membership.organisation))


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
    """The account for an address and password; it may still need a code or a confirmed address.

    Raises WrongCredentials (the same for unknown, wrong and closed accounts) or TooMany.
    """
    counters = (("user", email.lower(), 10), ("network", network(address), 30), ("all", "*", 1000))
    for name, key, times in counters:
        limits.check(f"sign_in.{name}", key, times=times, seconds=FAILURE_SECONDS)
    user = user_of(email)
    fits = passwords.verify_password(user.password_hash if user else None, password)
    if user is None or not fits or not session().scalar(select(can_sign_in()).where(User.id == user.id)):
        # Only failures count: a whole campus may sign in from one network at nine o'clock.
        for name, key, times in counters:
            limits.hit(f"sign_in.{name}", key, times=times, seconds=FAILURE_SECONDS)
        _note_failure(user, address)
        raise WrongCredentials()
    if passwords.needs_rehash(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    return user


def user_of(email: str) -> User | None:
    """The account of an address, whatever its letter case."""
    return session().scalar(select(User).where(func.lower(User.email) == email.strip().lower()))


def network(address: str) -> str:
    """The /24 or /64 an address belongs to: who holds one of its addresses holds them all."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{address}/{24 if parsed.version == 4 else 64}", strict=False))


def _note_failure(user: User | None, address: str) -> None:
    """Keep the refusal in the audit trail; the same work is done for an address that nobody has."""
    with unit(independent=True):
        trail.note(
            "account.sign_in_refused",
            user.public_id if user else None,
            actor=policy.ANONYMOUS,
            data={"network": network(address)},
        )


def open_session(user: User, *, device: str, address: str, hours: int) -> str:
    """Begin a sign-in on a device; returns the token for the cookie (256 random bits)."""
    token = secrets.token_urlsafe(32)
    row = LoginSession(
        public_id=new_public_id(), token_hash=token_hash(token), user_id=user.id, device=device[:200],
        address=address[:45], expires_at=clock.now() + timedelta(hours=hours),
    )  # fmt: skip
    session().add(row)
    session().flush()
    trail.note("account.sign_in", user.public_id, actor=actor_of(user), data={"device": device[:80]})
    return token


def find_session(
    token: str, *, idle_minutes: int, request_id: str | None = None, second_factor_required: bool = False
) -> SignedIn | None:
    """The live sign-in behind a token, or None: unknown, ended, expired, idle too long, or account closed."""
    moment = clock.now()
    seen_after = moment - timedelta(minutes=idle_minutes)
    row = session().execute(_LIVE, {"hash": token_hash(token), "now": moment, "seen_after": seen_after}).first()
    if row is None:
        return None
    login, user = row
    if moment - login.seen_at > SEEN_EVERY:
        with unit(independent=True) as opened:
            opened.execute(update(LoginSession).where(LoginSession.id == login.id).values(seen_at=moment))
    return _signed_in(login, user, request_id, second_factor_required)


def _signed_in(login: LoginSession, user: User, request_id: str | None, required: bool) -> SignedIn:
    full = replace(actor_of(user), request_id=request_id)
    asleep = required and _sleeps(user, full)
    return SignedIn(login.id, login.public_id, without_rights(full) if asleep else full)


def actor_of_api_token(
    token: str, *, request_id: str | None = None, second_factor_required: bool = False
) -> policy.Actor:
    """The actor behind an API token. That it was used is noted at most every two minutes. Raises TokenRefused."""
    moment = clock.now()
    query = select(ApiToken, User).join(User, User.id == ApiToken.user_id)
    row = session().execute(query.where(ApiToken.token_hash == token_hash(token))).first()
    if row is None:
        raise TokenRefused()
    _check_token(row.ApiToken, row.User, moment)
    if row.ApiToken.last_used_at is None or moment - row.ApiToken.last_used_at > SEEN_EVERY:
        with unit(independent=True) as opened:
            opened.execute(update(ApiToken).where(ApiToken.id == row.ApiToken.id).values(last_used_at=moment))
    full = replace(actor_of(row.User), request_id=request_id)
    asleep = second_factor_required and _sleeps(row.User, full)
    return without_rights(full) if asleep else full


def _check_token(token: ApiToken, user: User, moment: datetime) -> None:
    if not user.active:
        raise TokenRefused(l_("The account of this token is closed."))
    if token.revoked_at:
        raise TokenRefused(l_("This token was revoked. Make a new one in the settings of your account."))
    if token.expires_at and token.expires_at <= moment:
        raise TokenRefused(l_("This token has run out. Make a new one in the settings of your account."))


def needs_second_factor(actor: policy.Actor) -> bool:
    """Staff, finance and brokers: a stolen password alone must not open their work."""
    return actor.is_staff or actor.has("broker")


def without_rights(actor: policy.Actor) -> policy.Actor:
    """The person alone: roles and memberships sleep until a second factor is set up."""
    return replace(actor, roles=frozenset(), memberships=(), asleep=True)


def actor_of(user: User) -> policy.Actor:
    """The actor of a person, with the memberships and roles that hold at this moment."""
    return actors_of([user])[user.id]


def actors_of(users: Sequence[User], *, second_factor_required: bool = False) -> dict[int, policy.Actor]:
    """The actors of many people by user id, in two queries however many they are.

    Where a second factor is required, rights of those who have none sleep, as they do when they sign in.
    """
    memberships: dict[int, list[policy.Membership]] = {user.id: [] for user in users}
    for row in session().scalars(_memberships(), {"users": [*memberships]}):
        memberships[row.user_id].append(_membership(row.organisation, row.role))
    granted = _granted([number for number, held in memberships.items() if any(_is_centre(m) for m in held)])
    found = {user.id: _actor(user, tuple(memberships[user.id]), granted.get(user.id, set())) for user in users}
    asleep = {user.id for user in users if second_factor_required and _sleeps(user, found[user.id])}
    return {number: without_rights(actor) if number in asleep else actor for number, actor in found.items()}


def _sleeps(user: User, actor: policy.Actor) -> bool:
    return user.totp_secret is None and needs_second_factor(actor)


def _is_centre(membership: policy.Membership) -> bool:
    return membership.organisation_kind == "centre"


def _granted(user_ids: Sequence[int]) -> dict[int, set[str]]:
    """Roles given to members of the centre; grants of others sleep."""
    found: dict[int, set[str]] = {}
    if user_ids:
        for user_id, role in session().execute(_GRANTS, {"users": [*user_ids]}):
            found.setdefault(user_id, set()).add(role)
    return found


def _actor(user: User, memberships: tuple[policy.Membership, ...], granted: set[str]) -> policy.Actor:
    derived = {name for m in memberships if (name := _MEMBER_ROLES.get((m.organisation_kind, m.role)))}
    return policy.Actor(
        user_id=user.id, public_id=user.public_id, name=user.name.pick(user.lang), email=user.email,
        lang=user.lang, roles=frozenset(derived | granted), memberships=memberships,
    )  # fmt: skip


def _membership(organisation: Organisation, role: str) -> policy.Membership:
    return policy.Membership(
        organisation_id=organisation.id,
        organisation_public_id=organisation.public_id,
        organisation_name=organisation.name.pick(lang()),
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
