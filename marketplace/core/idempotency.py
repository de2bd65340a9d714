"""Idempotency keys: the answer of a POST that must not happen twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, String, Text, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core import clock
from marketplace.core.db import Base, timestamp
from marketplace.core.errors import Invalid, KeyReused
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.unit import session

LONGEST_KEY = 255
KEPT = timedelta(days=1)  # nobody sends anything again later than that


class IdempotencyKey(Base):
    """A POST that was sent and what it was answered; the primary key makes the same one, sent beside it, wait."""

    __tablename__ = "idempotency_key"
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    address: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    content_hash: Mapped[str | None] = mapped_column(String(64))  # of programs: a form keeps its key when it is mended
    status: Mapped[int | None]  # none yet while the first is at work, which nobody else reads
    location: Mapped[str | None] = mapped_column(Text)
    etag: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = timestamp(default=clock.now, index=True)


def begin(actor: Actor, address: str, key: str, content_hash: str | None = None) -> IdempotencyKey:
    """The record of a sending, in the transaction of its work; it has a `status` when the work was done before.

    Waits while the same sending is at work elsewhere.

    Raises:
        Invalid: the key is longer than LONGEST_KEY.
        KeyReused: it came before with other content.
    """
    if len(key) > LONGEST_KEY:
        too_long = l_("At most %(limit)s characters are allowed here.", limit=LONGEST_KEY)
        raise Invalid(fields={"Idempotency-Key": [too_long]})
    named = {"user_id": actor.user_id or 0, "address": address, "key": key}
    session().execute(insert(IdempotencyKey).values(**named, content_hash=content_hash).on_conflict_do_nothing())
    sending = session().scalars(select(IdempotencyKey).filter_by(**named)).one()
    if sending.content_hash != content_hash:
        raise KeyReused()
    return sending


def sweep() -> None:
    """Forget the keys of yesterday and before."""
    session().execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - KEPT))
