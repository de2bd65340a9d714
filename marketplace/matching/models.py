"""Tables of matching: in how many records a term stands, so that rare terms weigh more than common ones; and what
owners of needs think of a match.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core import clock
from marketplace.core.db import Base, primary_key, timestamp


class MatchingTerm(Base):
    """A term and the number of listings and needs that hold it; terms of one record only are not kept."""

    __tablename__ = "matching_term"

    term: Mapped[str] = mapped_column(String(50), primary_key=True)
    records: Mapped[int] = mapped_column(Integer)


class MatchingCount(Base):
    """One counting of all terms; the newest says how many records the numbers are of."""

    __tablename__ = "matching_count"

    id: Mapped[int] = primary_key()
    records: Mapped[int] = mapped_column(Integer)
    terms: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = timestamp(default=clock.now)


class MatchingVerdict(Base):
    """What the owner of a need thinks of a listing offered for it: suitable or not; no row as long as nobody said."""

    __tablename__ = "matching_verdict"
    # One word for a pair: a second one replaces the first.
    __table_args__ = (UniqueConstraint("need_id", "listing_id"),)

    id: Mapped[int] = primary_key()
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"))
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), index=True)
    is_suitable: Mapped[bool] = mapped_column(Boolean)
    judged_by_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"))
    at: Mapped[datetime] = timestamp(default=clock.now)
