"""Refusals of enquiries and deals, with stable codes."""

from __future__ import annotations

from marketplace.core.errors import Conflict, DomainError, Forbidden, InvalidAction
from marketplace.core.i18n import l_


class WrongKind(Forbidden):
    """None of the actor's organisations is of a kind that asks, or offers, here."""

    code = "wrong_kind_of_organisation"
    message = l_("Your organisation cannot do this: enterprises ask about listings, suppliers offer to needs.")


class NoSender(Forbidden):
    """The person belongs to no organisation, and people alone do not deal."""

    code = "no_sender"
    message = l_("Enquiries are sent in the name of an organisation, and you belong to none yet.")


class SenderUnverified(Forbidden):
    """The organisation is not verified; the law asks for the true identity of those who deal."""

    code = "sender_unverified"
    message = l_("The centre must verify your organisation before it can send enquiries.")


class OwnItem(Forbidden):
    """One side does not write to itself."""

    code = "own_item"
    message = l_("This belongs to your own organisation.")


class SenderBlocked(Forbidden):
    """The owner, or the centre, does not take enquiries from this organisation."""

    code = "sender_blocked"
    message = l_("Enquiries from your organisation are not accepted here. The centre answers questions about this.")


class ItemClosed(InvalidAction):
    """The listing or need is known but not open to new deals."""

    code = "item_closed"
    message = l_("The listing or need is no longer open to new deals.")


class AlreadyAsked(Conflict):
    """The same organisation has an open enquiry about the same item; `public_id` leads to it."""

    code = "already_asked"
    message = l_("Your organisation has already sent an enquiry about this, and it is still open.")

    def __init__(self, public_id: str) -> None:
        super().__init__()
        self.public_id = public_id


class ConflictOfInterest(DomainError):
    """The broker belongs to a party, or declared a relation to one (civil code, art. 168)."""

    code = "conflict_of_interest"
    message = l_("This broker has a relation to one of the parties and cannot take the deal.")
