"""Idempotency keys: the answer of a POST that must not happen twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core import clock
from marketplace.core.db import Base, timestamp
from marketplace.core.policy import Actor
from marketplace.core.unit import session


class IdempotencyKey(Base):
    """One form that was sent; the primary key makes a second, parallel sending wait and then fail."""

    __tablename__ = "idempotency_key"
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(100), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    location: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = timestamp(default=clock.now, index=True)


def remembered(actor: Actor, endpoint: str, key: str) -> str | None:
    """Where the first sending led, if there was one."""
    return session().scalar(
        select(IdempotencyKey.location).where(
            IdempotencyKey.user_id == (actor.user_id or 0),
            IdempotencyKey.endpoint == endpoint,
            IdempotencyKey.key == key[:64],
        )
    )


def remember(actor: Actor, endpoint: str, key: str, location: str) -> None:
    """Keep where the sending led, in the transaction of its work."""
    session().add(IdempotencyKey(user_id=actor.user_id or 0, endpoint=endpoint, key=key[:64], location=location))


def sweep() -> None:
    """Forget keys a week old; no browser sends a form again that late."""
    session().execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - timedelta(days=7)))
