"""Registration: an account begins with a mail, so that nobody learns which addresses have one."""

from __future__ import annotations

from urllib.parse import quote

from marketplace.accounts.errors import WrongCredentials
from marketplace.accounts.models import Consent, User
from marketplace.accounts.service import links, passwords, signin, trail
from marketplace.accounts.service.mails import tell
from marketplace.core import clock, limits
from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.core.unit import session

CONFIRM_HOURS = 72
TERMS_EDITION = "2026-11"


def register(
    *, email: str, name: str, password: str, lang: str, wants: str, address: str, target: str | None = None
) -> None:
    """Begin an account and send the link that confirms its address; an owner of the address is told instead.

    An account whose address was never confirmed belongs to nobody yet: its password is replaced, and only the
    person who reads the mailbox and knows the password can confirm it. `target` is a path of the site to go on
    to afterwards. Raises Invalid or TooMany.
    """
    limits.hit("register.network", signin.network(address), times=10, seconds=3600)
    limits.hit("register.address", email.lower(), times=5, seconds=86400)
    passwords.check_new(password, known_words=(email.partition("@")[0], name))
    hashed = passwords.hash_password(password)
    user = signin.user_of(email)
    if user is not None and (user.email_confirmed_at is not None or not user.active):
        tell(user, "already_registered", link="/accounts/password/reset")
        return
    if user is None:
        user = User(email=email, lang=lang)
        session().add(user)
    user.name, user.password_hash, user.lang = Text(name, None) if _is_han(name) else Text(None, name), hashed, lang
    user.preferences = {**(user.preferences or {}), "wants": wants}
    session().flush()
    session().add(Consent(user_id=user.id, purpose="terms", edition=TERMS_EDITION))
    trail.note("account.registered", user.public_id, actor=ANONYMOUS)
    _send_link(user, target)


def send_link_again(user: User) -> None:
    """A new link for an address that was not confirmed yet. Raises TooMany."""
    limits.hit("register.again", user.public_id, times=3, seconds=6 * 3600)
    _send_link(user, None)


def _send_link(user: User, target: str | None) -> None:
    token = links.issue(user, "confirm", hours=CONFIRM_HOURS)
    way = f"?next={quote(target, safe='')}" if target else ""
    tell(user, "confirm", link=f"/accounts/confirm/{token}{way}", secret=True, hours=CONFIRM_HOURS)


def confirm(token: str, *, password: str, address: str) -> User:
    """Confirm an address with the link of the mail and the password. Raises LinkUsed, WrongCredentials, TooMany."""
    limits.hit("register.confirm", signin.network(address), times=20, seconds=3600)
    row, user = links.look_up(token, "confirm")
    limits.hit("register.confirm.user", user.public_id, times=10, seconds=3600)
    if not passwords.verify_password(user.password_hash, password):
        raise WrongCredentials()
    links.use(row)
    user.email_confirmed_at = clock.now()
    trail.note("account.address_confirmed", user.public_id, actor=signin.actor_of(user))
    return user


def check_link(token: str) -> None:
    """Whether a confirmation link still works, for the page that asks for the password. Raises LinkUsed."""
    links.look_up(token, "confirm")


def _is_han(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)
