"""A forgotten password: the answer is the same for every address, the work is done by a job."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.accounts.service import links, passwords, signin, trail
from marketplace.accounts.service.mails import tell
from marketplace.core import clock, jobs, limits
from marketplace.core.policy import ANONYMOUS
from marketplace.core.unit import session

RESET_HOURS = 2


def ask(*, email: str, address: str) -> None:
    """Queue the mail; whether the address has an account is looked up later. Raises TooMany."""
    limits.hit("reset.network", signin.network(address), times=20, seconds=3600)
    limits.hit("reset.address", email.lower(), times=5, seconds=86400)
    jobs.defer("accounts.send_reset_link", email=email)


def send_link(email: str) -> None:
    """Send the link if the address has an active account; a second run only replaces the link."""
    user = signin.user_of(email)
    if user is not None and user.active:
        tell(user, "reset", link=link_for(user), secret=True, hours=RESET_HOURS)


def link_for(user: User) -> str:
    """A fresh path (without language) that sets a new password once."""
    return f"/accounts/password/reset/{links.issue(user, 'reset', hours=RESET_HOURS)}"


def check_link(token: str) -> None:
    """Whether a link still works. Raises LinkUsed."""
    links.look_up(token, "reset")


def set_password(token: str, *, password: str) -> None:
    """Set a new password, end every sign-in, and tell the person. Raises LinkUsed or Invalid.

    The link proves that the mailbox is read, so the address counts as confirmed.
    """
    row, user = links.look_up(token, "reset")
    replace_password(user, password)
    links.use(row)
    user.email_confirmed_at = user.email_confirmed_at or clock.now()
    signin.close_all(user.id)
    trail.note("account.password_reset", user.public_id, actor=ANONYMOUS)
    tell(user, "password_changed", link="/accounts/password/reset")


def replace_password(user: User, password: str) -> None:
    """Check and store a new password; open reset links stop working. Raises Invalid."""
    passwords.check_new(password, known_words=(user.email.partition("@")[0], user.name.zh or "", user.name.en or ""))
    user.password_hash = passwords.hash_password(password)
    links.withdraw(user.id, "reset")
    session().flush()
