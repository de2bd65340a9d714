"""The door: a right password of an unconfirmed address gets the confirmation link again instead of a sign-in."""

from __future__ import annotations

from marketplace.accounts.errors import AddressNotConfirmed
from marketplace.accounts.models import User
from marketplace.accounts.service import registration, signin
from marketplace.core.errors import TooMany
from marketplace.core.unit import unit


def sign_in(*, email: str, password: str, address: str) -> User:
    """The account for an address and password. Raises WrongCredentials, AddressNotConfirmed or TooMany."""
    user = signin.authenticate(email=email, password=password, address=address)
    if user.email_confirmed_at is None:
        _send_link_again(user)
        raise AddressNotConfirmed()
    return user


def _send_link_again(user: User) -> None:
    """Outside the refused request, which writes nothing; three times in six hours are enough."""
    with unit(independent=True):
        try:
            registration.send_link_again(user)
        except TooMany:
            return
