"""Links of mails that work once: kept as a hash, with a purpose and an end."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import select, update

from marketplace.accounts.errors import LinkUsed
from marketplace.accounts.models import OneTimeToken, User
from marketplace.accounts.service.signin import token_hash
from marketplace.core import clock
from marketplace.core.unit import session


def issue(user: User, purpose: str, *, hours: int, address: str | None = None) -> str:
    """A token (256 random bits) for a link; earlier ones of the same purpose stop working."""
    withdraw(user.id, purpose)
    token = secrets.token_urlsafe(32)
    session().add(
        OneTimeToken(
            token_hash=token_hash(token),
            purpose=purpose,
            user_id=user.id,
            address=address,
            expires_at=clock.now() + timedelta(hours=hours),
        )
    )
    session().flush()
    return token


def withdraw(user_id: int, purpose: str) -> None:
    """Make the open links of a purpose stop working."""
    session().execute(
        update(OneTimeToken)
        .where(OneTimeToken.user_id == user_id, OneTimeToken.purpose == purpose, OneTimeToken.used_at.is_(None))
        .values(used_at=clock.now())
    )


def look_up(token: str, purpose: str) -> tuple[OneTimeToken, User]:
    """The link and its account, the row locked so that two requests cannot both use it. Raises LinkUsed."""
    found = (
        session()
        .execute(
            select(OneTimeToken, User)
            .join(User, User.id == OneTimeToken.user_id)
            .where(OneTimeToken.token_hash == token_hash(token), OneTimeToken.purpose == purpose)
            .where(OneTimeToken.used_at.is_(None), OneTimeToken.expires_at > clock.now(), User.active)
            .with_for_update(of=OneTimeToken)
        )
        .first()
    )
    if found is None:
        raise LinkUsed()
    return found[0], found[1]


def use(row: OneTimeToken) -> None:
    """The link has done its work."""
    row.used_at = clock.now()
