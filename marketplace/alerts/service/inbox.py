"""The verbs of the inbox: open one message, mark all as read."""

from __future__ import annotations

from sqlalchemy import select, update

from marketplace.core import clock
from marketplace.core.errors import NotFound
from marketplace.core.mail import Message
from marketplace.core.policy import Actor
from marketplace.core.unit import session


def open_message(actor: Actor, *, public_id: str) -> str | None:
    """Mark one of the actor's own messages as read; returns the path it links to. Raises NotFound."""
    row = session().scalar(select(Message).where(Message.public_id == public_id, Message.user_id == actor.user_id))
    if row is None:
        raise NotFound()
    row.read_at = row.read_at or clock.now()
    return row.link


def mark_all_read(actor: Actor) -> int:
    """Mark every unread message of the actor as read; returns how many."""
    changed = session().scalars(
        update(Message)
        .where(Message.user_id == actor.user_id, Message.read_at.is_(None))
        .values(read_at=clock.now(), version=Message.version + 1)
        .returning(Message.id)
    )
    return len(changed.all())
