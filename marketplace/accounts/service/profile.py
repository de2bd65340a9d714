"""What a person keeps about themselves: profile, password, address, devices, API tokens, own data."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from marketplace.accounts.errors import WrongCredentials
from marketplace.accounts.models import ApiToken, LoginSession, User
from marketplace.accounts.service import links, passwords, recovery, signin, trail
from marketplace.accounts.service.mails import tell, tell_address
from marketplace.core import audit, clock, limits
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.unit import session

ADDRESS_HOURS = 24
MAX_TOKENS = 10


def me(actor: Actor) -> User:
    """The row of the person who acts."""
    return session().scalars(select(User).where(User.id == actor.user_id)).one()


def update_profile(actor: Actor, *, data: Mapping[str, Any]) -> None:
    """Change name, telephone or language."""
    user = me(actor)
    before = {"name_zh": user.name.zh, "name_en": user.name.en, "phone": user.phone, "lang": user.lang}
    user.name, user.phone, user.lang = data["name"], data.get("phone"), data["lang"]
    after = {"name_zh": user.name.zh, "name_en": user.name.en, "phone": user.phone, "lang": user.lang}
    changes = audit.diff(before, after)
    if changes:
        # The trail says which entries changed; a telephone number does not belong into it.
        shown = {name: pair if name != "phone" else ["…", "…"] for name, pair in changes.items()}
        trail.note("account.profile_changed", user.public_id, actor=actor, changes=shown)


def change_password(actor: Actor, *, current: str, password: str) -> User:
    """Set a new password; every other device is signed out. Raises Invalid or TooMany."""
    user = prove(actor, current, field="current")
    recovery.replace_password(user, password)
    signin.close_all(user.id)
    trail.note("account.password_changed", user.public_id, actor=actor)
    tell(user, "password_changed", link="/accounts/password/reset")
    return user


def prove(actor: Actor, password: str, *, field: str = "password") -> User:
    """Ask for the password again before something that matters. Raises Invalid or TooMany."""
    limits.hit("password.again", str(actor.public_id), times=10, seconds=300)
    user = me(actor)
    if not passwords.verify_password(user.password_hash, password):
        raise Invalid(fields={field: [l_("The password is not right.")]}, code=WrongCredentials.code)
    return user


def ask_new_address(actor: Actor, *, email: str, password: str) -> None:
    """Send a link to the new address; the old one stays in force until it is opened. Raises Invalid or TooMany."""
    user = prove(actor, password)
    limits.hit("address.change", user.public_id, times=5, seconds=86400)
    token = links.issue(user, "address", hours=ADDRESS_HOURS, address=email)
    way = f"/accounts/settings/address/{token}"
    tell_address(email, "new_address", lang=user.lang, link=way, hours=ADDRESS_HOURS)


def confirm_new_address(actor: Actor, *, token: str) -> None:
    """Put the new address in force; the old one is told. Raises LinkUsed, NotFound or Invalid."""
    row, user = links.look_up(token, "address")
    if user.id != actor.user_id or row.address is None:
        raise NotFound()
    if signin.user_of(row.address) is not None:
        raise Invalid(l_("This address cannot be used."))
    links.use(row)
    tell(user, "address_changed", link="/accounts/settings")
    user.email = row.address
    trail.note("account.address_changed", user.public_id, actor=actor)


def end_device(actor: Actor, public_id: str) -> None:
    """Sign one device out; its next request is anonymous. Raises NotFound."""
    row = session().scalar(
        select(LoginSession)
        .where(LoginSession.public_id == public_id, LoginSession.user_id == actor.user_id)
        .where(LoginSession.ended_at.is_(None))
    )
    if row is None:
        raise NotFound()
    row.ended_at = clock.now()
    trail.note("account.device_signed_out", actor.public_id, actor=actor)


def end_other_devices(actor: Actor, *, keep: int | None) -> None:
    """Sign every other device out."""
    signin.close_all(actor.user_id or 0, keep=keep)
    trail.note("account.devices_signed_out", actor.public_id, actor=actor)


def create_token(actor: Actor, *, name: str, password: str, days: int) -> str:
    """A key for a program; the answer is the only time it is shown. Raises Invalid or TooMany."""
    user = prove(actor, password)
    live = session().scalars(select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))).all()
    if len(live) >= MAX_TOKENS:
        raise Invalid(fields={"name": [l_("There are %(count)s tokens already. Revoke one first.", count=MAX_TOKENS)]})
    token = f"glc_{secrets.token_urlsafe(32)}"
    row = ApiToken(
        user_id=user.id, name=name, token_hash=signin.token_hash(token), expires_at=clock.now() + timedelta(days=days)
    )
    session().add(row)
    session().flush()
    trail.note("account.token_created", user.public_id, actor=actor, data={"token": row.public_id})
    tell(user, "token_created", link="/accounts/settings", name=name)
    return token


def revoke_token(actor: Actor, public_id: str) -> None:
    """Stop a key; its next request is anonymous. Raises NotFound for unknown and for foreign ones."""
    row = session().scalar(
        select(ApiToken).where(
            ApiToken.public_id == public_id, ApiToken.user_id == actor.user_id, ApiToken.revoked_at.is_(None)
        )
    )
    if row is None:
        raise NotFound()
    row.revoked_at = clock.now()
    trail.note("account.token_revoked", actor.public_id, actor=actor, data={"token": row.public_id})
