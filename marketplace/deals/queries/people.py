"""The people of a deal with the public ids that forms need, and who may be chosen for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import User
from marketplace.core.i18n import _, lang, ngettext
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealParty
from marketplace.deals.service.assignment import impartial_brokers, open_assignments

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class PersonCard:
    """A person as pages and forms of deals name them."""

    id: int
    public_id: str
    name: Text


def person_cards(ids: Iterable[int | None]) -> dict[int, PersonCard]:
    """Cards by user id, in one query; unknown ids are left out."""
    wanted = {number for number in ids if number is not None}
    if not wanted:
        return {}
    rows = session().execute(select(User.id, User.public_id, User.name).where(User.id.in_(wanted)))
    return {row.id: PersonCard(row.id, row.public_id, row.name) for row in rows}


def doers(actor: Actor, deal: Deal, cards: dict[int, PersonCard]) -> Choices:
    """Who can be given something to do: oneself, the broker, the contact persons."""
    ids = [deal.broker_user_id, *(row.contact_user_id for row in deal.parties if row.left_at is None)]
    own = [(actor.public_id or "", _("%(name)s (myself)", name=actor.name))]
    others = [cards[number] for number in dict.fromkeys(ids) if number in cards and number != actor.user_id]
    return own + [(card.public_id, card.name.pick(lang())) for card in others]


def contact_choices(party: DealParty) -> Choices:
    """The members of the party's organisation."""
    members = accounts.contacts(party.organisation_id, ("owner", "officer", "member"))
    cards = person_cards(member.user_id for member in members)
    return [(cards[member.user_id].public_id, member.name.pick(lang())) for member in members]


def broker_choices(deal: Deal) -> Choices:
    """Impartial brokers with agency and load, those with the fewest open assignments first."""
    sides = {row.organisation_id for row in deal.parties if row.side in ("supplier", "buyer")}
    found = [card for card in impartial_brokers(accounts.brokers(), sides) if card.user_id != deal.broker_user_id]
    load = open_assignments(card.user_id for card in found)
    cards = person_cards(card.user_id for card in found)
    found.sort(key=lambda card: (load[card.user_id], card.user_id))
    return [
        (
            cards[card.user_id].public_id,
            _("%(name)s, %(agency)s, %(load)s", name=card.name.pick(lang()), agency=card.agency_name.pick(lang()),
              load=ngettext("%(num)s open assignment", "%(num)s open assignments", load[card.user_id])),
        )
        for card in found
    ]  # fmt: skip


def broker_filter() -> Choices:
    """All brokers who may take deals, for the filter of the list."""
    found = accounts.brokers()
    cards = person_cards(card.user_id for card in found)
    return [("none", _("No broker yet"))] + [
        (cards[card.user_id].public_id, card.name.pick(lang())) for card in found
    ]  # fmt: skip
