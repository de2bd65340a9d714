"""Whom an enquiry goes to and who may send it: item, kinds of organisation, verification, own items, duplicates."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from marketplace.core.errors import Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor, Membership
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.errors import AlreadyAsked, ItemClosed, NoSender, OwnItem, SenderUnverified, WrongKind
from marketplace.deals.models import Enquiry
from marketplace.deals.policy import BUYER_KINDS, SUPPLIER_KINDS
from marketplace.deals.service.facts import LISTING_OPEN
from marketplace.deals.workflow import PENDING
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs

LISTING_KNOWN = (*LISTING_OPEN, "expired", "closed_deal")  # states in which strangers know the listing


@dataclass(frozen=True)
class Item:
    """What an enquiry is about: one listing or one need."""

    listing_id: int | None
    need_id: int | None
    public_id: str
    title: Text
    owner_id: int
    open: bool

    @property
    def subject(self) -> str:
        return f"{'need' if self.need_id is not None else 'listing'}:{self.public_id}"

    @property
    def address(self) -> dict[str, str]:
        """How a form or a link names it: listing or need, with its public id."""
        return {"need" if self.need_id is not None else "listing": self.public_id}

    @property
    def sender_kinds(self) -> frozenset[str]:
        """Kinds of organisations that may write: buyers about a listing, suppliers to a need."""
        return SUPPLIER_KINDS if self.need_id is not None else BUYER_KINDS


def find_item(actor: Actor, *, listing: str | None, need: str | None) -> Item:
    """The listing or need behind a public id, when this reader knows it. Raises NotFound."""
    if bool(listing) == bool(need):
        raise NotFound()
    if need:
        row = needs.summary_by_public_id(need, actor)
        return Item(None, row.id, row.public_id, row.title, row.owner_id, row.state in needs.OPEN)
    found = listings.summary_by_public_id(listing or "")
    if found is None or found.state not in LISTING_KNOWN:
        raise NotFound()
    return Item(found.id, None, found.public_id, found.title, found.owner_id, found.state in LISTING_OPEN)


def item_of(actor: Actor, *, listing: str | None, need: str | None) -> Item:
    """Like `find_item`, and open to deals. Raises NotFound, ItemClosed."""
    item = find_item(actor, listing=listing, need=need)
    if not item.open:
        raise ItemClosed()
    return item


def candidates(actor: Actor, item: Item) -> list[Membership]:
    """The actor's organisations that may write about the item, verified or not; own ones are left out."""
    return [m for m in actor.memberships if m.organisation_kind in item.sender_kinds]


def sender(actor: Actor, item: Item, organisation: str | None) -> Membership:
    """The organisation for which the actor writes.

    Raises NoSender, OwnItem, WrongKind, SenderUnverified, Invalid (choose one), AlreadyAsked.
    """
    if not actor.memberships:
        raise NoSender()
    if actor.member_of(item.owner_id):
        raise OwnItem()
    possible = candidates(actor, item)
    if not possible:
        raise WrongKind()
    chosen = [m for m in possible if m.organisation_public_id == organisation] if organisation else possible
    if len(chosen) != 1:
        raise Invalid(fields={"organisation": [l_("Choose for which of your organisations you write.")]})
    if not chosen[0].verified:
        raise SenderUnverified()
    if existing := open_enquiry(chosen[0].organisation_id, item):
        raise AlreadyAsked(existing)
    return chosen[0]


def open_enquiry(organisation_id: int, item: Item) -> str | None:
    """The public id of a pending enquiry of the organisation about the item."""
    about = Enquiry.need_id == item.need_id if item.need_id is not None else Enquiry.listing_id == item.listing_id
    query = select(Enquiry.public_id).where(Enquiry.asker_id == organisation_id, about, Enquiry.state.in_(PENDING))
    return session().scalar(query)


def title_of(enquiry: Enquiry) -> Text:
    """The title of what the enquiry is about."""
    if enquiry.need_id is not None:
        return needs.summary(enquiry.need_id).title
    listing = listings.summary(enquiry.listing_id or 0)
    return listing.title if listing else Text()
