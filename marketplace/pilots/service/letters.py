"""Mails of pilots to the people who take part, each in the language they chose."""

from __future__ import annotations

from typing import Any

from marketplace.accounts import queries as accounts
from marketplace.core import mail
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.pilots.models import PilotProject
from marketplace.pilots.policy import PilotSubject


def to_everyone(actor: Actor, project: PilotProject, subject: PilotSubject, template: str, **values: Any) -> None:
    """Send `templates/mail/pilots/<template>.txt` to broker, parties and platform; its cause is left out."""
    for person in _people(subject).values():
        if person.user_id == actor.user_id:
            continue
        shown: dict[str, Any] = {
            name: value.pick(person.lang) if isinstance(value, Text) else value for name, value in values.items()
        }
        mail.send(
            address=person.email, user_id=person.user_id, lang=person.lang, template=f"pilots/{template}",
            link=f"/{person.lang}/pilots/{project.public_id}", title=project.title.pick(person.lang), **shown,
        )  # fmt: skip


def _people(subject: PilotSubject) -> dict[int, accounts.Contact]:
    """The broker, and for each party its contact person, else those who speak for it."""
    found = [accounts.contact(subject.deal.broker_user_id)]
    named = {row.organisation_id: row.contact_user_id for row in subject.deal.parties}
    for number in subject.party_ids:
        members = accounts.contacts(number, ("owner", "officer", "member"))
        chosen = [person for person in members if person.user_id == named.get(number)]
        found += chosen or accounts.contacts(number)
    return {person.user_id: person for person in found if person is not None}
