"""Mails of incubation to the people who take part, each in the language they chose."""

from __future__ import annotations

from typing import Any

from marketplace.accounts import queries as accounts
from marketplace.core import mail
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.deals import queries as deals
from marketplace.incubation.models import IncubationCase
from marketplace.incubation.policy import CaseSubject


def invite(*, pilot_id: int, deal_id: int) -> None:
    """A pilot was accepted: tell the broker and the centre lead that incubation may begin."""
    deal = deals.summary(deal_id)
    people = [accounts.contact(deal.broker_user_id), *accounts.staff_contacts("centre_lead")]
    for person in {one.user_id: one for one in people if one is not None}.values():
        _send(person, "may_begin", f"/incubation/new?deal={deal.public_id}", deal.title)


def to_everyone(actor: Actor, case: IncubationCase, subject: CaseSubject, template: str, **values: Any) -> None:
    """Send `templates/mail/incubation/<template>.txt` to broker, parties and incubator; its cause is left out."""
    found = [accounts.contact(subject.deal.broker_user_id)]
    named = {row.organisation_id: row.contact_user_id for row in subject.deal.parties}
    for number in subject.party_ids:
        members = accounts.contacts(number, ("owner", "officer", "member"))
        chosen = [person for person in members if person.user_id == named.get(number)]
        found += chosen or accounts.contacts(number)
    for person in {one.user_id: one for one in found if one is not None}.values():
        if person.user_id != actor.user_id:
            _send(person, template, f"/incubation/{case.public_id}", case.title, **values)


def _send(person: accounts.Contact, template: str, link: str, title: Text, **values: Any) -> None:
    shown: dict[str, Any] = {
        name: value.pick(person.lang) if isinstance(value, Text) else value for name, value in values.items()
    }
    mail.send(
        address=person.email, user_id=person.user_id, lang=person.lang, template=f"incubation/{template}",
        link=f"/{person.lang}{link}", title=title.pick(person.lang), **shown,
    )  # fmt: skip
