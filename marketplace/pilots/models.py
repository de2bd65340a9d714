"""Tables of pilot platforms and pilot projects: gates, documents, decisions, measurements, cost shares."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy import Text as TextColumn
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core import clock
from marketplace.core.db import Base, Entity, primary_key, timestamp
from marketplace.core.files import StoredFile
from marketplace.core.text import Text, bilingual
from marketplace.core.workflow import state_check
from marketplace.pilots.workflow import GATES, PILOT

WHOLE = 10_000  # cost shares are counted in hundredths of a percent


class PilotPlatform(Entity):
    """A place where pilots are run (中试平台): what it can do, how much, and at what price."""

    __tablename__ = "pilot_platform"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    name: Mapped[Text] = bilingual("name")
    capability: Mapped[Text] = bilingual("capability")
    fee: Mapped[Text] = bilingual("fee")
    services: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    field_codes: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    region_code: Mapped[str | None] = mapped_column(String(6), index=True)
    places: Mapped[int] = mapped_column(Integer, default=1)
    accepting: Mapped[bool] = mapped_column(Boolean, default=True)
    demo: Mapped[bool] = mapped_column(Boolean, default=False)


class PilotProject(Entity):
    """A pilot-scale project (中试项目) of a deal on a platform."""

    __tablename__ = "pilot_project"
    __table_args__ = (
        state_check(PILOT),
        CheckConstraint("budget_fen > 0", name="budget"),
        CheckConstraint("starts_on <= ends_on", name="period"),
        # What a held project goes back to must be known.
        CheckConstraint("(state = 'on_hold') = (held_from IS NOT NULL)", name="held_from"),
        # A level without its scale means nothing (V66).
        CheckConstraint("(start_level IS NULL) = (start_scale IS NULL)", name="start_scale"),
        CheckConstraint("(final_level IS NULL) = (final_scale IS NULL)", name="final_scale"),
        # One running pilot per deal, also when two people begin one at once.
        Index("uq_pilot_project_running", "deal_id", unique=True,
              postgresql_where=text("state NOT IN ('to_incubation', 'to_licence', 'stopped', 'failed')")),
    )  # fmt: skip

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"), index=True)
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("pilot_platform.id"), index=True)
    title: Mapped[Text] = bilingual("title")
    kind: Mapped[str] = mapped_column(String(40))
    objective: Mapped[Text] = bilingual("objective")
    state: Mapped[str] = mapped_column(String(20), default=PILOT.initial, index=True)
    state_changed_at: Mapped[datetime] = timestamp(default=clock.now)
    held_from: Mapped[str | None] = mapped_column(String(20))
    round: Mapped[int] = mapped_column(Integer, default=1)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    extension_reason: Mapped[str | None] = mapped_column(TextColumn)
    extension_approved_at: Mapped[datetime | None] = timestamp()
    budget_fen: Mapped[int | None] = mapped_column(BigInteger)
    spent_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    failure_risk_rule: Mapped[str | None] = mapped_column(TextColumn)
    start_scale: Mapped[str | None] = mapped_column(String(40))
    start_level: Mapped[int | None] = mapped_column(Integer)
    final_scale: Mapped[str | None] = mapped_column(String(40))
    final_level: Mapped[int | None] = mapped_column(Integer)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    demo: Mapped[bool] = mapped_column(Boolean, default=False)

    platform: Mapped[PilotPlatform | None] = relationship()
    shares: Mapped[list[CostShare]] = relationship(order_by="CostShare.id", cascade="all, delete-orphan")
    documents: Mapped[list[GateDocument]] = relationship(order_by="GateDocument.id", cascade="all, delete-orphan")
    reviews: Mapped[list[GateReview]] = relationship(order_by="GateReview.id", cascade="all, delete-orphan")
    measurements: Mapped[list[Measurement]] = relationship(order_by="Measurement.id", cascade="all, delete-orphan")


class CostShare(Base):
    """Which part of the budget an organisation bears; all parts of a project sum to the whole (V65)."""

    __tablename__ = "pilot_cost_share"
    __table_args__ = (
        UniqueConstraint("project_id", "organisation_id"),
        CheckConstraint(f"share > 0 AND share <= {WHOLE}", name="share"),
    )

    id: Mapped[int] = primary_key()
    project_id: Mapped[int] = mapped_column(ForeignKey("pilot_project.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    share: Mapped[int] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(String(200))


class GateDocument(Base):
    """A document that a gate asks for, or any other evidence of it; superseded ones stay."""

    __tablename__ = "pilot_gate_document"
    __table_args__ = (CheckConstraint("gate IN ('" + "', '".join(GATES) + "')", name="gate"),)

    id: Mapped[int] = primary_key()
    project_id: Mapped[int] = mapped_column(ForeignKey("pilot_project.id"), index=True)
    round: Mapped[int] = mapped_column(Integer, default=1)
    gate: Mapped[str] = mapped_column(String(4))
    code: Mapped[str] = mapped_column(String(40))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    added_at: Mapped[datetime] = timestamp(default=clock.now)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))

    file: Mapped[StoredFile] = relationship()


class GateReview(Base):
    """A recorded decision at a gate by people who are not of the project's parties."""

    __tablename__ = "pilot_gate_review"
    __table_args__ = (
        CheckConstraint("gate IN ('" + "', '".join(GATES) + "')", name="gate"),
        CheckConstraint("decision IN ('pass', 'conditional', 'repeat', 'stop')", name="decision"),
    )

    id: Mapped[int] = primary_key()
    project_id: Mapped[int] = mapped_column(ForeignKey("pilot_project.id"), index=True)
    round: Mapped[int] = mapped_column(Integer, default=1)
    gate: Mapped[str] = mapped_column(String(4))
    decision: Mapped[str] = mapped_column(String(12))
    reviewers: Mapped[list[str]] = mapped_column(ARRAY(String(80)))
    independent: Mapped[bool] = mapped_column(Boolean)
    minutes: Mapped[str] = mapped_column(TextColumn)
    conditions: Mapped[str | None] = mapped_column(TextColumn)
    conditions_met_at: Mapped[datetime | None] = timestamp()
    decided_by: Mapped[int] = mapped_column(ForeignKey("account_user.id"))
    decided_at: Mapped[datetime] = timestamp(default=clock.now)


class Measurement(Base):
    """One measured value with its target, unit and condition."""

    __tablename__ = "pilot_measurement"
    __table_args__ = (
        CheckConstraint("gate IN ('" + "', '".join(GATES) + "')", name="gate"),
        CheckConstraint("direction IN ('at_least', 'at_most')", name="direction"),
    )

    id: Mapped[int] = primary_key()
    project_id: Mapped[int] = mapped_column(ForeignKey("pilot_project.id"), index=True)
    round: Mapped[int] = mapped_column(Integer, default=1)
    gate: Mapped[str] = mapped_column(String(4))
    metric: Mapped[Text] = bilingual("metric")
    value: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    target: Mapped[Decimal | None] = mapped_column(Numeric(20, 6))
    direction: Mapped[str] = mapped_column(String(10), default="at_least")
    unit: Mapped[str] = mapped_column(String(40))
    condition: Mapped[str | None] = mapped_column(String(300))
    batch: Mapped[str | None] = mapped_column(String(60))
    measured_on: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))

    @property
    def reached(self) -> bool | None:
        """Whether the target was reached; None without a target."""
        if self.target is None:
            return None
        return self.value >= self.target if self.direction == "at_least" else self.value <= self.target
