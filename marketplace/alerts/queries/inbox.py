"""The inbox: messages to a person, newest first, and how many are unread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from marketplace.core.mail import SIGNATURE, Message
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.unit import session


@dataclass(frozen=True)
class InboxRow:
    """One message as the inbox shows it; `sent_at` and `error` tell whether the mail twin left the house."""

    public_id: str
    lang: str
    subject: str
    body: str
    link: str | None
    created_at: datetime
    read_at: datetime | None
    sent_at: datetime | None
    error: str | None


def inbox(actor: Actor, *, unread_only: bool = False, number: int = 1, size: int = 20) -> Page[InboxRow]:
    """A page of the actor's own messages."""
    query = (
        select(Message).where(Message.user_id == actor.user_id).order_by(Message.created_at.desc(), Message.id.desc())
    )
    if unread_only:
        query = query.where(Message.read_at.is_(None))
    return paginate(query, number, size, _row)


def unread_count(actor: Actor) -> int:
    """Number of unread messages, for the bell."""
    if actor.user_id is None:
        return 0
    query = select(func.count()).where(Message.user_id == actor.user_id, Message.read_at.is_(None))
    return session().scalar(query) or 0


def _row(row: Message) -> InboxRow:
    body = row.body.partition(SIGNATURE)[0]
    return InboxRow(
        row.public_id, row.lang, row.subject, body, row.link, row.created_at, row.read_at, row.sent_at, row.error
    )  # fmt: skip
