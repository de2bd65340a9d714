"""Mails of deals, each with its twin in the inbox, to every person in the language they chose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marketplace.accounts import queries as accounts
from marketplace.core import mail
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.deals.models import Deal, Enquiry


def send(people: Iterable[accounts.Contact], template: str, link: str, **values: Any) -> None:
    """Send `templates/mail/deals/<template>.txt` once to each person; `link` is a path without the language."""
    for person in {person.user_id: person for person in people}.values():
        shown: dict[str, Any] = {name: v.pick(person.lang) if isinstance(v, Text) else v for name, v in values.items()}
        mail.send(
            address=person.email, user_id=person.user_id, lang=person.lang, template=f"deals/{template}",
            link=f"/{person.lang}{link}", **shown,
        )  # fmt: skip


def about_enquiry(
    enquiry: Enquiry, people: Iterable[accounts.Contact], template: str, *, but: Actor | None = None, **values: Any
) -> None:
    """A mail about an enquiry, with a link to its thread; whoever caused it is left out."""
    send(_others(people, but), template, f"/deals/enquiries/{enquiry.public_id}", **values)


def about_deal(
    deal: Deal, people: Iterable[accounts.Contact], template: str, *, but: Actor | None = None, **values: Any
) -> None:
    """A mail about a deal, with a link to its page; whoever caused it is left out."""
    send(_others(people, but), template, f"/deals/{deal.public_id}", title=deal.title, **values)


def _others(people: Iterable[accounts.Contact], but: Actor | None) -> list[accounts.Contact]:
    return [person for person in people if but is None or person.user_id != but.user_id]


def people_of(organisation_id: int, preferred: int | None = None) -> list[accounts.Contact]:
    """The person who handles the matter while still a member, else those who speak for the organisation."""
    members = accounts.contacts(organisation_id, ("owner", "officer", "member"))
    named = [person for person in members if person.user_id == preferred]
    return named or accounts.contacts(organisation_id)


def one(user_id: int | None) -> list[accounts.Contact]:
    """The person as a list, empty when there is none."""
    found = accounts.contact(user_id)
    return [found] if found else []


def everyone(deal: Deal) -> list[accounts.Contact]:
    """The broker and the people of supplier and buyer."""
    people = one(deal.broker_user_id)
    for side in ("supplier", "buyer"):
        if party := deal.party(side):
            people += people_of(party.organisation_id, party.contact_user_id)
    return people
