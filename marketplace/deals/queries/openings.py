"""What the form of a new enquiry needs to know: the item, for whom one can write, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.core.errors import DomainError, Invalid
from marketplace.core.i18n import lang
from marketplace.core.policy import Actor
from marketplace.deals.errors import ItemClosed
from marketplace.deals.service import blocks
from marketplace.deals.service.addressing import Item, candidates, find_item, sender
from marketplace.listings import queries as listings
from marketplace.taxonomy import queries as taxonomy

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class EnquiryStart:
    """The item, the actor's organisations that may write, listings that can be offered, and the refusal, if any.

    `response_days` are the working days in which the owner should answer.
    """

    item: Item
    senders: Choices
    offers: Choices
    refusal: DomainError | None
    response_days: int


def enquiry_start(actor: Actor, *, listing: str | None, need: str | None) -> EnquiryStart:
    """Everything before the first word is written. Raises NotFound for an item the reader does not know."""
    item = find_item(actor, listing=listing, need=need)
    possible = candidates(actor, item)
    offers: Choices = []
    if item.need_id is not None:
        cards = [card for m in possible for card in listings.of_owner(m.organisation_id)]
        offers = [(card.public_id, card.title.pick(lang())) for card in cards]
    response_days = taxonomy.rule("enquiry_response_working_days").integer
    senders = [(m.organisation_public_id, m.organisation_name) for m in possible]
    return EnquiryStart(item, senders, offers, _refusal(actor, item), response_days)


def _refusal(actor: Actor, item: Item) -> DomainError | None:
    if not item.open:
        return ItemClosed()
    try:
        chosen = sender(actor, item, None)
        blocks.refuse(chosen.organisation_id, item.owner_id)
    except Invalid:  # several organisations: the form asks for which one
        return None
    except DomainError as error:
        return error
    return None
