"""The parties of a deal: further ones join and leave, every side names its contact person."""

from __future__ import annotations

from marketplace.accounts import queries as accounts
from marketplace.accounts.policy import EDITORS
from marketplace.core import clock
from marketplace.core.errors import Forbidden, Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealParty
from marketplace.deals.policy import DEAL
from marketplace.deals.service import letters, records

FURTHER_SIDES = ("platform", "incubator", "investor", "other")


def add_party(actor: Actor, *, public_id: str, organisation: str, side: str) -> DealParty:
    """Let a further organisation take part (pilot platform, incubator, investor …).

    It sees its own part only. Raises Invalid for an organisation that is unknown or already a party.
    """
    deal = records.for_change(actor, public_id, "manage_parties")
    card = accounts.organisation_by_public_id(organisation)
    if card is None:
        raise Invalid(fields={"organisation": [l_("There is no such organisation.")]})
    if any(row.organisation_id == card.id and row.left_at is None for row in deal.parties):
        raise Invalid(fields={"organisation": [l_("This organisation is a party already.")]})
    party = DealParty(organisation_id=card.id, side=side)
    deal.parties.append(party)
    records.note_event(actor, deal, "add_party", data={"side": side, "organisation": card.name.pick("zh")})
    letters.about_deal(deal, letters.people_of(card.id), "party_added", but=actor)
    return party


def remove_party(actor: Actor, *, public_id: str, party_id: int, reason: str) -> Deal:
    """Let a further party go; its access ends now. Supplier and buyer stay as long as the deal."""
    deal = records.for_change(actor, public_id, "manage_parties")
    party = _party(deal, party_id)
    if party.side not in FURTHER_SIDES:
        raise Forbidden(l_("Supplier, buyer and broker cannot be removed; a deal without them is lost or reassigned."))
    party.left_at = clock.now()
    session().flush()
    names = accounts.organisation_names([party.organisation_id])
    shown = names[party.organisation_id].pick("zh")
    records.note_event(actor, deal, "remove_party", reason=reason, data={"side": party.side, "organisation": shown})
    return deal


def name_contact(actor: Actor, *, public_id: str, party_id: int, contact: str) -> Deal:
    """Name the contact person of a party: its own editors for their side, broker and centre for any.

    Raises Invalid when the person is no active member of the organisation.
    """
    deal = records.for_change(actor, public_id, "name_contact")
    party = _party(deal, party_id)
    if not DEAL.may(actor, "manage_parties", deal) and not actor.member_of(party.organisation_id, *EDITORS):
        raise Forbidden()
    person = accounts.user_by_public_id(contact)
    members = accounts.contacts(party.organisation_id, ("owner", "officer", "member"))
    if person is None or person.user_id not in {member.user_id for member in members}:
        raise Invalid(fields={"contact": [l_("Choose a member of the organisation.")]})
    if party.contact_user_id != person.user_id:
        party.contact_user_id = person.user_id
        records.note_event(actor, deal, "name_contact", data={"side": party.side, "person": person.name.pick("zh")})
        letters.about_deal(deal, [person], "contact_named", but=actor)
    return deal


def _party(deal: Deal, party_id: int) -> DealParty:
    found = next((row for row in deal.parties if row.id == party_id and row.left_at is None), None)
    if found is None:
        raise NotFound()
    return found
