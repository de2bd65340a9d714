"""Refusals of accounts."""

from __future__ import annotations

from marketplace.core.errors import Invalid
from marketplace.core.i18n import l_


class WrongCredentials(Invalid):
    """Address and password do not fit; says nothing about which of them."""

    code = "wrong_credentials"

    def __init__(self) -> None:
        super().__init__(fields={"password": [l_("The address or the password is not right.")]})
