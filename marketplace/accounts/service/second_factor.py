"""The second factor: time-based codes (RFC 6238), recovery codes, and the guard against using one twice."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass

import pyotp
from sqlalchemy import select

from marketplace.accounts.errors import WrongCode
from marketplace.accounts.models import User
from marketplace.accounts.service import passwords, signin, trail
from marketplace.accounts.service.mails import tell
from marketplace.core import clock, limits
from marketplace.core.errors import InvalidAction
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.unit import session

# A locked row is read again, or a code that another request used up meanwhile would still look unused.
FRESH = {"populate_existing": True}
STEP_SECONDS = 30
RECOVERY_CODES = 10
ISSUER = "Green Low-Carbon Section"
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else on paper


@dataclass(frozen=True)
class Offer:
    """A secret that is not in force yet, and the address an authenticator app reads from the picture."""

    secret: str
    uri: str

    @property
    def spelled(self) -> str:
        """The secret in groups of four, for typing."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


def offer(actor: Actor, secret: str | None = None) -> Offer:
    """A new secret, or the one shown before, for the page that sets the second factor up."""
    secret = secret or pyotp.random_base32()
    return Offer(secret, pyotp.TOTP(secret).provisioning_uri(name=actor.email or "", issuer_name=ISSUER))


def enable(actor: Actor, *, secret: str, code: str, keep_session: int | None = None) -> list[str]:
    """Put the secret in force once a code proves that the app has it; other devices are signed out.

    Returns the recovery codes, which are shown this one time. Raises WrongCode, InvalidAction or TooMany.
    """
    user = _locked(actor.user_id)
    if user.totp_secret is not None:
        raise InvalidAction(l_("The second factor is set up already."))
    _limit(user)
    step = _step_of(secret, code)
    if step is None:
        raise WrongCode()
    user.totp_secret, user.totp_last_step = secret, step
    codes = _renew_recovery_codes(user)
    signin.close_all(user.id, keep=keep_session)
    _note(actor, user, "second_factor_on")
    return codes


def disable(actor: Actor, *, code: str) -> None:
    """Turn the second factor off; a code or a recovery code proves who asks. Raises WrongCode or TooMany."""
    user = _locked(actor.user_id)
    _limit(user)
    _spend(user, code)
    _clear(user)
    _note(actor, user, "second_factor_off")


def renew_recovery_codes(actor: Actor, *, code: str) -> list[str]:
    """Ten new recovery codes, the old ones stop working. Raises WrongCode or TooMany."""
    user = _locked(actor.user_id)
    _limit(user)
    _spend(user, code)
    _note(actor, user, "recovery_codes_renewed")
    return _renew_recovery_codes(user)


def verify(public_id: str, *, code: str, address: str) -> User:
    """Check the code of a sign-in whose password was right; each code works once. Raises WrongCode or TooMany."""
    limits.hit("second_factor.address", signin.network(address), times=10, seconds=300)
    limits.hit("second_factor.address_hour", signin.network(address), times=50, seconds=3600)
    query = select(User).where(User.public_id == public_id, User.active).with_for_update()
    user = session().scalar(query, execution_options=FRESH)
    if user is None or user.totp_secret is None:
        raise WrongCode()
    _limit(user)
    _spend(user, code)
    return user


def reset(actor: Actor, user: User, *, reason: str) -> None:
    """Take the second factor from somebody who lost the device; the administrator states how that was checked."""
    _clear(user)
    signin.close_all(user.id)
    _note(actor, user, "second_factor_reset", reason)


def _locked(user_id: int | None) -> User:
    return session().scalars(select(User).where(User.id == user_id).with_for_update(), execution_options=FRESH).one()


def _limit(user: User) -> None:
    for name, times, seconds in (("5m", 5, 300), ("1h", 20, 3600), ("1d", 50, 86400)):
        limits.hit(f"second_factor.{name}", user.public_id, times=times, seconds=seconds)


def normalise(code: str) -> str:
    """Blanks and hyphens dropped, full-width figures made plain: before anything is compared or remembered."""
    plain = unicodedata.normalize("NFKC", code)
    return "".join(character for character in plain.upper() if character.isalnum())


def _spend(user: User, code: str) -> None:
    """Use up a code of the app or a recovery code; the row of the person is locked by the caller."""
    plain = normalise(code)
    if plain.isdigit() and len(plain) == 6:
        step = _step_of(user.totp_secret, plain)
        if step is not None and step > (user.totp_last_step or 0):
            user.totp_last_step = step
            return
    elif len(plain) == 10:
        for stored in user.recovery_codes:
            if passwords.verify_password(stored, plain):
                user.recovery_codes = [other for other in user.recovery_codes if other != stored]
                return
    raise WrongCode()


def _step_of(secret: str | None, code: str) -> int | None:
    """The time step (of 30 s) a code belongs to, one step before and after now included; None for a wrong code."""
    now = int(clock.now().timestamp()) // STEP_SECONDS
    generator = pyotp.TOTP(secret or pyotp.random_base32())
    plain = normalise(code)
    for step in (now, now - 1, now + 1):
        if secrets.compare_digest(generator.generate_otp(step), plain if plain.isascii() else ""):
            return step
    return None


def _renew_recovery_codes(user: User) -> list[str]:
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    user.recovery_codes = [passwords.hash_password(code) for code in codes]
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _clear(user: User) -> None:
    user.totp_secret, user.totp_last_step, user.recovery_codes = None, None, []


def _note(actor: Actor, user: User, what: str, reason: str | None = None) -> None:
    trail.note(f"account.{what}", user.public_id, actor=actor, reason=reason)
    tell(user, "second_factor", what=what, link="/accounts/settings/second-factor")
