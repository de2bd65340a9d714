"""Tables of alerts: saved searches, watched records, what was last told of a record, matches and deliveries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core import clock
from marketplace.core.db import Base, Entity, among, json_column, primary_key, timestamp

FREQUENCIES = ("at_once", "daily", "weekly", "muted")
NEWS = ("new", "changed", "withdrawn")


class SavedSearch(Entity):
    """A question a person keeps, as the canonical query string of its results page."""

    __tablename__ = "alerts_saved_search"
    __table_args__ = (
        among("frequency", FREQUENCIES),
        # The same question twice would announce everything twice.
        UniqueConstraint("user_id", "query"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    query: Mapped[str] = mapped_column(Text)
    frequency: Mapped[str] = mapped_column(String(10), default="daily")


class Watch(Entity):
    """A record a person wants to hear about when it changes."""

    __tablename__ = "alerts_watch"
    __table_args__ = (
        among("frequency", FREQUENCIES),
        UniqueConstraint("user_id", "entity", "entity_id"),
        Index("ix_alerts_watch_record", "entity", "entity_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"))
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[int] = mapped_column(BigInteger)
    frequency: Mapped[str] = mapped_column(String(10), default="daily")


class Record(Base):
    """What was last told of a searchable record: without it a change could not be told from re-indexing.

    `change_number` counts meaningful changes; `changed` names what the newest one was about.
    """

    __tablename__ = "alerts_record"

    entity: Mapped[str] = mapped_column(String(40), primary_key=True)
    entity_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16))
    facts: Mapped[dict[str, Any]] = json_column()
    audience: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    present: Mapped[bool] = mapped_column(Boolean, default=True)
    change_number: Mapped[int] = mapped_column(Integer, default=1)
    changed: Mapped[list[str]] = mapped_column(ARRAY(String(20)), default=list)
    first_seen_at: Mapped[datetime] = timestamp(default=clock.now)


class Delivery(Entity):
    """One message of alerts, in the log its reader sees; `slot` is the day of a digest."""

    __tablename__ = "alerts_delivery"
    __table_args__ = (
        among("kind", ("at_once", "daily", "weekly", "test")),
        # One digest a day or week to a person, however often the job runs.
        UniqueConstraint("user_id", "kind", "slot"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"))
    kind: Mapped[str] = mapped_column(String(10))
    slot: Mapped[date | None] = mapped_column(Date)
    sources: Mapped[list[str]] = json_column()
    lines: Mapped[int] = mapped_column(Integer)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))


class Match(Base):
    """A record that fits a saved search, or a change of a watched one: announced once for each change number."""

    __tablename__ = "alerts_match"
    __table_args__ = (
        among("news", NEWS),
        CheckConstraint("num_nonnulls(search_id, watch_id) = 1", name="one_source"),
        UniqueConstraint("search_id", "entity", "entity_id", "change_number"),
        UniqueConstraint("watch_id", "change_number"),
        # Whoever sends asks for what is not sent yet.
        Index("ix_alerts_match_waiting", "found_at", postgresql_where=text("delivery_id IS NULL")),
    )

    id: Mapped[int] = primary_key()
    search_id: Mapped[int | None] = mapped_column(ForeignKey("alerts_saved_search.id", ondelete="CASCADE"))
    watch_id: Mapped[int | None] = mapped_column(ForeignKey("alerts_watch.id", ondelete="CASCADE"))
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[int] = mapped_column(BigInteger)
    change_number: Mapped[int] = mapped_column(Integer)
    news: Mapped[str] = mapped_column(String(10))
    changed: Mapped[list[str]] = mapped_column(ARRAY(String(20)), default=list)
    found_at: Mapped[datetime] = timestamp(default=clock.now)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("alerts_delivery.id"), index=True)


class Progress(Base):
    """How far the outbox was read; one row. Its absence means that nothing was ever evaluated."""

    __tablename__ = "alerts_progress"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, default=1)
    done_at: Mapped[datetime] = timestamp()
    outbox_id: Mapped[int] = mapped_column(BigInteger)
    ran_at: Mapped[datetime] = timestamp()
