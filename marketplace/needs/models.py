"""Tables of technology needs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core import clock
from marketplace.core import text as bilingual_text
from marketplace.core.db import Base, Entity, primary_key, timestamp
from marketplace.core.text import bilingual
from marketplace.core.workflow import state_check
from marketplace.needs.workflow import NEED


class Need(Entity):
    """A problem an enterprise wants solved, with the value it has and the value it wants."""

    __tablename__ = "need"
    __table_args__ = (
        state_check(NEED),
        CheckConstraint("anonymity IN ('named', 'described', 'anonymous')", name="anonymity"),
        # A band that ends below its beginning would never match anything.
        CheckConstraint("budget_min_fen IS NULL OR budget_max_fen IS NULL OR budget_min_fen <= budget_max_fen",
                        name="budget"),
        Index("ix_need_fields", "field_codes", postgresql_using="gin"),
    )  # fmt: skip

    owner_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("account_user.id"))
    state: Mapped[str] = mapped_column(String(12), default=NEED.initial, index=True)
    state_changed_at: Mapped[datetime] = timestamp(default=clock.now)
    title: Mapped[bilingual_text.Text] = bilingual("title")
    process: Mapped[bilingual_text.Text] = bilingual("process")
    problem: Mapped[bilingual_text.Text] = bilingual("problem")
    limits: Mapped[bilingual_text.Text] = bilingual("limits")
    tried: Mapped[bilingual_text.Text] = bilingual("tried")
    quantity: Mapped[bilingual_text.Text] = bilingual("quantity")
    keywords: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    field_codes: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    technology_codes: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    cooperation_modes: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    maturity_scale: Mapped[str | None] = mapped_column(String(40))
    maturity_level: Mapped[int | None] = mapped_column(Integer)
    budget_min_fen: Mapped[int | None] = mapped_column(BigInteger)
    budget_max_fen: Mapped[int | None] = mapped_column(BigInteger)
    region_code: Mapped[str | None] = mapped_column(String(6), index=True)
    deadline: Mapped[date | None] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date, index=True)
    anonymity: Mapped[str] = mapped_column(String(10), default="named")
    published_at: Mapped[datetime | None] = timestamp(index=True)
    clarity_due: Mapped[date | None] = mapped_column(Date)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    demo: Mapped[bool] = mapped_column(Boolean, default=False)

    targets: Mapped[list[NeedTarget]] = relationship(
        order_by="NeedTarget.position", cascade="all, delete-orphan", back_populates="need"
    )
    comments: Mapped[list[NeedComment]] = relationship(order_by="NeedComment.at", back_populates="need")


class NeedTarget(Base):
    """One figure the solution must reach: what it is now, what it should be, in one unit."""

    __tablename__ = "need_target"

    id: Mapped[int] = primary_key()
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[bilingual_text.Text] = bilingual("name")
    present: Mapped[Any | None] = mapped_column(Numeric(20, 6))
    target: Mapped[Any] = mapped_column(Numeric(20, 6))
    unit: Mapped[str] = mapped_column(String(40))

    need: Mapped[Need] = relationship(back_populates="targets")


class NeedComment(Base):
    """What a scientist, a broker or the centre says about the clarity of a need before it is published."""

    __tablename__ = "need_comment"

    id: Mapped[int] = primary_key()
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"))
    at: Mapped[datetime] = timestamp(default=clock.now)
    clear: Mapped[bool] = mapped_column(Boolean)
    body: Mapped[str] = mapped_column(Text)

    need: Mapped[Need] = relationship(back_populates="comments")
