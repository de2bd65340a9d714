"""Tables of collections: what a person keeps of the results, with a note beside each record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core import clock
from marketplace.core.db import Base, Entity, among, primary_key, timestamp

KINDS = ("listing", "need", "organisation")


class Collection(Entity):
    """A named list of records of one person; shared by a link or with an organisation when the person wishes."""

    __tablename__ = "discovery_collection"
    __table_args__ = (
        # One shortlist each: the button beside a result knows where it puts things.
        Index("ix_discovery_collection_shortlist", "owner_id", unique=True,
              postgresql_where=text("is_shortlist AND deleted_at IS NULL")),
    )  # fmt: skip

    owner_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    is_shortlist: Mapped[bool] = mapped_column(Boolean, default=False)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    share_token: Mapped[str | None] = mapped_column(String(43), unique=True)
    # Notes are written for oneself: a link tells them only when its owner wishes so.
    link_shows_notes: Mapped[bool] = mapped_column(Boolean, default=False)
    deleted_at: Mapped[datetime | None] = timestamp()

    items: Mapped[list[CollectionItem]] = relationship(
        order_by="CollectionItem.position", cascade="all, delete-orphan", back_populates="collection"
    )


class CollectionItem(Base):
    """One record of a collection, named as search names it: its kind and its public id."""

    __tablename__ = "discovery_collection_item"
    __table_args__ = (
        UniqueConstraint("collection_id", "kind", "record"),  # kept twice is kept once
        among("kind", KINDS),
    )

    id: Mapped[int] = primary_key()
    collection_id: Mapped[int] = mapped_column(ForeignKey("discovery_collection.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    record: Mapped[str] = mapped_column(String(16))
    position: Mapped[int] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(Text)
    added_at: Mapped[datetime] = timestamp(default=clock.now)

    collection: Mapped[Collection] = relationship(back_populates="items")

    @property
    def key(self) -> str:
        """The record's name in search, `listing:7F3K…`."""
        return f"{self.kind}:{self.record}"
