"""Who brokers: chosen by load and field, taken from the pool or given by the centre, and bound by a declaration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import User
from marketplace.accounts.service import signin
from marketplace.core import audit, clock
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.i18n import l_
from marketplace.core.policy import SYSTEM, Actor
from marketplace.core.unit import session
from marketplace.deals.errors import ConflictOfInterest
from marketplace.deals.models import Deal, DealParty, Declaration, Enquiry
from marketplace.deals.service import letters, records
from marketplace.deals.workflow import OPEN, PENDING


def pick_broker(field_codes: Sequence[str], organisation_ids: Iterable[int]) -> accounts.BrokerCard | None:
    """The impartial broker with the fewest open assignments, of the field when one works in it."""
    parties = set(organisation_ids)
    in_field = [card for code in field_codes for card in accounts.brokers(code)]
    impartial = impartial_brokers(in_field, parties) or impartial_brokers(accounts.brokers(), parties)
    load = open_assignments(card.user_id for card in impartial)
    return min(impartial, key=lambda card: (load[card.user_id], card.user_id), default=None)


def impartial_brokers(cards: Sequence[accounts.BrokerCard], parties: set[int]) -> list[accounts.BrokerCard]:
    """Brokers without membership in a party, whose agency is no party, and who declared no relation to one."""
    barred = _members_of(parties) | _declared_relations(parties)
    seen = {card.user_id: card for card in cards if card.user_id not in barred and card.agency_id not in parties}
    return list(seen.values())


def _members_of(parties: set[int]) -> set[int]:
    every_role = ("owner", "officer", "member")
    return {person.user_id for number in parties for person in accounts.contacts(number, every_role)}


def _declared_relations(parties: set[int]) -> set[int]:
    query = select(Declaration.user_id).where(Declaration.related_to.overlap(list(parties)))
    return set(session().scalars(query))


def open_assignments(user_ids: Iterable[int]) -> Counter[int]:
    """Open deals and pending enquiries per broker."""
    wanted = set(user_ids)
    load: Counter[int] = Counter()
    for model, states in ((Deal, OPEN), (Enquiry, PENDING)):
        rows = session().execute(
            select(model.broker_user_id, func.count())
            .where(model.broker_user_id.in_(wanted), model.state.in_(states))
            .group_by(model.broker_user_id)
        )
        for user_id, count in rows:
            load[user_id or 0] += count
    return load


def assign(actor: Actor, *, public_id: str, broker_user_public_id: str, version: int) -> Deal:
    """The centre gives the deal to a broker, who must declare before anything opens (V61).

    Raises ConflictOfInterest for a broker with a relation to a party, Invalid for somebody who is no broker.
    """
    deal = records.for_change(actor, public_id, "assign")
    if deal.version != version:
        raise Conflict()
    person = accounts.user_by_public_id(broker_user_public_id)
    card = next((c for c in accounts.brokers() if person and c.user_id == person.user_id), None)
    if card is None:
        raise Invalid(fields={"broker": [l_("Choose a broker with a valid certificate and a verified agency.")]})
    _refuse_partial(deal, card)
    give(actor, deal, card.user_id)
    return deal


def claim(actor: Actor, *, public_id: str) -> Deal:
    """A broker takes a deal that nobody brokers yet. Raises ConflictOfInterest, NotFound once somebody has it."""
    deal = records.for_change(actor, public_id, "claim")
    card = next((c for c in accounts.brokers() if c.user_id == actor.user_id), None)
    if card is None:
        raise Invalid(fields={"broker": [l_("Your certificate or agency is not valid at present.")]})
    _refuse_partial(deal, card)
    give(actor, deal, card.user_id)
    return deal


def _refuse_partial(deal: Deal, card: accounts.BrokerCard) -> None:
    if not impartial_brokers([card], _principals(deal)):
        raise ConflictOfInterest(fields={"broker": [ConflictOfInterest.message]})


def _principals(deal: Deal) -> set[int]:
    return {row.organisation_id for row in deal.parties if row.side in ("supplier", "buyer") and row.left_at is None}


def give(actor: Actor, deal: Deal, broker_user_id: int) -> None:
    """Put the broker in charge; rights begin with the declaration."""
    before = deal.broker_user_id
    if before == broker_user_id:
        return
    deal.broker_user_id, deal.broker_declared_at = broker_user_id, None
    _replace_agency(deal, broker_user_id)
    names = accounts.user_names([before, broker_user_id])
    shown = [names[number].pick("zh") if number in names else None for number in (before, broker_user_id)]
    records.note_event(actor, deal, "assign_broker", changes={"broker": shown})
    letters.about_deal(deal, letters.one(broker_user_id), "broker_assigned", but=actor)


def _replace_agency(deal: Deal, broker_user_id: int | None) -> None:
    """The agency stands among the parties while its broker is in charge."""
    now = clock.now()
    if present := deal.party("broker"):
        present.left_at = now
        session().flush()
    card = next((c for c in accounts.brokers() if c.user_id == broker_user_id), None)
    if card is not None and all(row.organisation_id != card.agency_id or row.left_at for row in deal.parties):
        deal.parties.append(
            DealParty(organisation_id=card.agency_id, side="broker", contact_user_id=card.user_id, joined_at=now)
        )


def declare(actor: Actor, *, public_id: str, related_sides: Sequence[str], statement: str) -> Deal:
    """The broker says whether there is a conflict of interest; with one, the deal goes back to the pool (V61)."""
    deal = records.for_change(actor, public_id, "declare")
    related = [row.organisation_id for side in related_sides if (row := deal.party(side))]
    session().add(
        Declaration(deal_id=deal.id, user_id=actor.user_id, related_to=related, statement=statement, at=clock.now())
    )
    audit.record(
        "deal.declare", actor=actor, subjects=[records.subject(deal)], visibility="parties", reason=statement,
        data={"related_sides": list(related_sides)},
    )  # fmt: skip
    if related:
        take_away(deal)
        letters.about_deal(deal, accounts.staff_contacts("centre_lead", "reviewer"), "broker_conflict")
    else:
        deal.broker_declared_at = clock.now()
    records.touch(deal)
    return deal


def take_away(deal: Deal) -> None:
    """The deal is without a broker again; its agency leaves the parties."""
    deal.broker_user_id = deal.broker_declared_at = None
    _replace_agency(deal, None)


def release_departed() -> int:
    """Give back what brokers hold who no longer belong to an agency; returns how many deals and enquiries.

    Their access ended with the membership; here the deals return to the pool and the enquiries to the clock.
    """
    deals = session().scalars(
        select(Deal).where(Deal.broker_user_id.is_not(None), Deal.state.in_(OPEN)).with_for_update()
    ).all()  # fmt: skip
    enquiries = session().scalars(
        select(Enquiry).where(Enquiry.broker_user_id.is_not(None), Enquiry.state.in_(PENDING)).with_for_update()
    ).all()  # fmt: skip
    departed = _departed({row.broker_user_id for row in deals} | {row.broker_user_id for row in enquiries})
    left = [row for row in enquiries if row.broker_user_id in departed]
    for enquiry in left:
        enquiry.broker_user_id = None
    lost = [row for row in deals if row.broker_user_id in departed]
    for deal in lost:
        take_away(deal)
        records.note_event(SYSTEM, deal, "release_broker")
        letters.about_deal(deal, accounts.staff_contacts("centre_lead", "reviewer"), "broker_left")
    session().flush()
    return len(left) + len(lost)


def _departed(user_ids: set[int | None]) -> set[int | None]:
    users = session().scalars(select(User).where(User.id.in_(user_ids)))
    staying = {user.id for user in users if user.active and signin.actor_of(user).has("broker")}
    return user_ids - staying
