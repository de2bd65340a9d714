"""Refusals of accounts."""

from __future__ import annotations

from marketplace.core.errors import Gone, Invalid, InvalidAction
from marketplace.core.i18n import l_


class WrongCredentials(Invalid):
    """Address and password do not fit; says nothing about which of them."""

    code = "wrong_credentials"

    def __init__(self) -> None:
        super().__init__(fields={"password": [l_("The address or the password is not right.")]})


class AddressNotConfirmed(Invalid):
    """The password is right, but the link in the confirmation mail was not opened yet."""

    code = "address_not_confirmed"

    def __init__(self) -> None:
        super().__init__(
            fields={"email": [l_("Confirm this address first: open the link in the mail that we just sent again.")]}
        )


class WrongCode(Invalid):
    """A one-time code of the second factor is wrong, too old, or was used already."""

    code = "wrong_code"

    def __init__(self) -> None:
        super().__init__(
            fields={"code": [l_("This code is not right or was used already. Wait for the next one and try again.")]}
        )


class LinkUsed(Gone):
    """A link of a mail that was used, replaced by a newer one, or has run out."""

    code = "link_used"
    message = l_("This link was used already or has run out. Ask for a new one.")


class LastOwner(InvalidAction):
    """An organisation always keeps one owner."""

    code = "last_owner"
    message = l_("An organisation needs an owner. Make somebody else an owner first.")


class LastAdministrator(InvalidAction):
    """The site always keeps one administrator who can sign in."""

    code = "last_administrator"
    message = l_("The site needs an administrator. Give the role to somebody else first.")
