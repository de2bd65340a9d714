"""The thread of an enquiry as one reader sees it: messages, steps, and names as far as they may be known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts import queries as accounts
from marketplace.core.errors import NotFound
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal, Enquiry, EnquiryFile, EnquiryMessage, Introduction
from marketplace.deals.policy import ENQUIRY, enquiry_relations
from marketplace.deals.queries.inbox import EnquiryRow, items_of, owner_named, rows_with
from marketplace.deals.workflow import ENQUIRY_MACHINE
from marketplace.listings import queries as listings

WRITTEN = ("answer", "escalate", "expire")  # steps that follow from a message or from the clock


@dataclass(frozen=True)
class FileView:
    """An attachment of a message."""

    public_id: str
    name: str
    size: int


@dataclass(frozen=True)
class MessageView:
    """A message; the author is empty when the side may not be named to this reader."""

    side: str
    author: Text
    body: str
    at: datetime
    mine: bool
    files: tuple[FileView, ...]


@dataclass(frozen=True)
class EnquiryPage:
    """The thread as this reader sees it, with the steps and the writing allowed to him."""

    row: EnquiryRow
    item_state: str
    offered: listings.ListingSummary | None
    quantity: str | None
    time_frame: str | None
    decline_code: str | None
    decline_note: str | None
    messages: tuple[MessageView, ...]
    relations: frozenset[str]
    actions: tuple[str, ...]
    may_write: bool
    deal_public_id: str | None


def enquiry_page(actor: Actor, public_id: str) -> EnquiryPage:
    """The thread. Raises NotFound when the reader may not see it."""
    row = session().scalar(
        select(Enquiry)
        .options(
            selectinload(Enquiry.messages).selectinload(EnquiryMessage.files).options(joinedload(EnquiryFile.file))
        )
        .where(Enquiry.public_id == public_id)
    )
    if row is None:
        raise NotFound()
    ENQUIRY.check(actor, "view", row)
    items = items_of(actor, [row])
    item = items.of(row)
    held = frozenset(enquiry_relations(actor, row))
    return EnquiryPage(
        row=rows_with(actor, [row], items)[0], item_state=item.state,
        offered=items.listings.get(row.offered_listing_id or 0), quantity=row.quantity, time_frame=row.time_frame,
        decline_code=row.decline_code, decline_note=row.decline_note,
        messages=_messages(actor, row, named=owner_named(actor, row, item)), relations=held,
        actions=_actions(row, held), may_write=ENQUIRY.may(actor, "write", row),
        deal_public_id=_deal_of(row) if row.state == "accepted" else None,
    )  # fmt: skip


def _messages(actor: Actor, row: Enquiry, *, named: bool) -> tuple[MessageView, ...]:
    people = accounts.user_names(message.author_id for message in row.messages)
    return tuple(
        MessageView(
            side=message.side,
            author=people.get(message.author_id, Text()) if named or message.side != "owner" else Text(),
            body=message.body, at=message.at, mine=message.author_id == actor.user_id,
            files=tuple(FileView(item.file.public_id, item.file.name, item.file.size) for item in message.files),
        )
        for message in row.messages
    )  # fmt: skip


def _actions(row: Enquiry, held: Iterable[str]) -> tuple[str, ...]:
    return tuple(step.action for step in ENQUIRY_MACHINE.actions(row.state, held) if step.action not in WRITTEN)


def _deal_of(row: Enquiry) -> str | None:
    query = select(Deal.public_id).join(Introduction, Introduction.deal_id == Deal.id)
    return session().scalar(query.where(Introduction.enquiry_id == row.id))
