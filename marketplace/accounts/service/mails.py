"""Mails of accounts: to a person in the language they chose, or to an address that may have no account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marketplace.accounts.models import User
from marketplace.accounts.queries.addressees import Contact
from marketplace.core import mail


def tell(
    person: User | Contact, template: str, /, *, link: str | None = None, secret: bool = False, **values: Any
) -> None:
    """Send `templates/mail/accounts/<template>.txt`; `link` is a path without the language.

    `secret` keeps a one-time link out of the in-app copy.
    """
    mail.send(
        address=person.email,
        template=f"accounts/{template}",
        lang=person.lang,
        user_id=person.user_id if isinstance(person, Contact) else person.id,
        link=f"/{person.lang}{link}" if link else None,
        secret_body=secret,
        **values,
    )


def tell_all(people: Iterable[User | Contact], template: str, /, *, link: str | None = None, **values: Any) -> None:
    """The same mail to several people, each in their own language."""
    for person in people:
        tell(person, template, link=link, **values)


def tell_address(address: str, template: str, /, *, lang: str, link: str | None = None, **values: Any) -> None:
    """A mail to an address that may have no account."""
    mail.send(
        address=address, template=f"accounts/{template}", lang=lang, link=f"/{lang}{link}" if link else None,
        secret_body=True, **values,
    )  # fmt: skip
