"""Accounts as the administrator keeps them: close, open again, help after a lost device; and closing one's own."""

from __future__ import annotations

from sqlalchemy import delete, select

from marketplace.accounts.models import ApiToken, OneTimeToken, User
from marketplace.accounts.service import members, profile, roles, second_factor, signin, trail
from marketplace.accounts.service.mails import tell
from marketplace.core import clock, mail, news
from marketplace.core.errors import InvalidAction
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session

ERASED = "@erased.invalid"  # a reserved domain: no mail can ever reach it


def deactivate(actor: Actor, public_id: str, *, reason: str) -> None:
    """Close an account: every sign-in and token ends at once, nothing is deleted.

    Raises Forbidden, NotFound, InvalidAction or LastAdministrator.
    """
    user = _other(actor, public_id)
    if not user.active:
        raise InvalidAction(l_("This account is closed already."))
    roles.keep_an_administrator(user)
    user.active = False
    signin.close_all(user.id)
    _note(actor, user, "account.deactivated", reason)
    tell(user, "account_closed", reason=reason)


def reactivate(actor: Actor, public_id: str, *, reason: str) -> None:
    """Open a closed account again. Raises Forbidden, NotFound or InvalidAction."""
    user = _other(actor, public_id)
    if user.active or user.email.endswith(ERASED):
        raise InvalidAction()
    user.active = True
    _note(actor, user, "account.reactivated", reason)
    tell(user, "account_opened", link="/accounts/sign-in")


def reset_second_factor(actor: Actor, public_id: str, *, reason: str) -> None:
    """Take the second factor from somebody who lost the device. Raises Forbidden, NotFound or InvalidAction."""
    user = _other(actor, public_id)
    if user.totp_secret is None:
        raise InvalidAction()
    second_factor.reset(actor, user, reason=reason)


def close_own(actor: Actor, *, password: str) -> None:
    """Close one's own account and take its personal data out (PIPL art. 47).

    Records that others rely on (deals, the audit trail) keep the public id; name, address, telephone and messages go,
    and every noun that subscribes to `account.closed` takes out what only this person could reach.
    Raises Invalid, LastOwner or LastAdministrator.
    """
    user = profile.prove(actor, password)
    members.end_all(actor, user)
    _note(actor, user, "account.closed", None)
    news.publish("account.closed", user_id=user.id)
    mail.forget(user_id=user.id, address=user.email)
    session().execute(delete(OneTimeToken).where(OneTimeToken.user_id == user.id))
    tell(user, "account_closed", secret=True, reason=None)
    signin.close_all(user.id)
    for token in session().scalars(select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))):
        token.revoked_at = clock.now()
    user.active, user.email, user.phone = False, f"{user.public_id.lower()}{ERASED}", None
    user.name = Text("已注销用户", "Closed account")
    user.totp_secret, user.recovery_codes, user.preferences = None, [], {}


def _other(actor: Actor, public_id: str) -> User:
    user = roles.get(actor, public_id, "manage", lock=True)
    if user.id == actor.user_id:
        raise InvalidAction(l_("Ask another administrator to do this to your own account."))
    return user


def _note(actor: Actor, user: User, kind: str, reason: str | None) -> None:
    trail.note(kind, user.public_id, actor=actor, reason=reason)
