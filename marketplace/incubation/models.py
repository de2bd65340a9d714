"""Tables of incubators and incubation cases: milestones, the company, waivers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
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
from marketplace.incubation.workflow import INCUBATION, MILESTONES
from marketplace.incubation.workflow.wording import IP_ROUTES


class Incubator(Entity):
    """A place where young companies grow (孵化器)."""

    __tablename__ = "incubator"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    name: Mapped[Text] = bilingual("name")
    services: Mapped[Text] = bilingual("services")
    field_codes: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    region_code: Mapped[str | None] = mapped_column(String(6), index=True)
    area_m2: Mapped[int | None] = mapped_column(Integer)
    places: Mapped[int] = mapped_column(Integer, default=1)
    accepting: Mapped[bool] = mapped_column(Boolean, default=True)
    demo: Mapped[bool] = mapped_column(Boolean, default=False)


class IncubationCase(Entity):
    """A technology becoming a company: admitted after a passed pilot, or by a reasoned waiver of the centre lead."""

    __tablename__ = "incubation_case"
    __table_args__ = (
        state_check(INCUBATION),
        # Incubation begins with a pilot, or somebody answers for its absence with a reason (V68).
        CheckConstraint(
            "pilot_id IS NOT NULL OR num_nulls(waiver_reason, waived_by, waived_at) = 0", name="pilot_or_waiver"
        ),
        CheckConstraint("state <> 'graduated' OR graduation_criterion IS NOT NULL", name="graduation_criterion"),
        CheckConstraint("ip_route IN ('" + "', '".join(IP_ROUTES) + "')", name="ip_route"),
        CheckConstraint("jobs >= 0 AND investment_fen >= 0 AND revenue_fen >= 0", name="figures"),
        # One running case per deal.
        Index("uq_incubation_case_running", "deal_id", unique=True,
              postgresql_where=text("state NOT IN ('graduated', 'exited', 'failed')")),
    )  # fmt: skip

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    pilot_id: Mapped[int | None] = mapped_column(ForeignKey("pilot_project.id"), index=True)
    incubator_id: Mapped[int | None] = mapped_column(ForeignKey("incubator.id"), index=True)
    title: Mapped[Text] = bilingual("title")
    plan: Mapped[Text] = bilingual("plan")
    state: Mapped[str] = mapped_column(String(20), default=INCUBATION.initial, index=True)
    state_changed_at: Mapped[datetime] = timestamp(default=clock.now)
    waiver_reason: Mapped[str | None] = mapped_column(TextColumn)
    waived_by: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    waived_at: Mapped[datetime | None] = timestamp()
    company_name: Mapped[Text] = bilingual("company_name")
    company_uscc: Mapped[str | None] = mapped_column(String(18))
    registered_on: Mapped[date | None] = mapped_column(Date)
    heads_checked: Mapped[bool] = mapped_column(Boolean, default=False)
    ip_route: Mapped[str | None] = mapped_column(String(20))
    appraisal_number: Mapped[str | None] = mapped_column(String(80))
    appraised_on: Mapped[date | None] = mapped_column(Date)
    jobs: Mapped[int | None] = mapped_column(Integer)
    investment_fen: Mapped[int | None] = mapped_column(BigInteger)
    revenue_fen: Mapped[int | None] = mapped_column(BigInteger)
    graduation_criterion: Mapped[str | None] = mapped_column(String(40))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    demo: Mapped[bool] = mapped_column(Boolean, default=False)

    incubator: Mapped[Incubator | None] = relationship()
    milestones: Mapped[list[Milestone]] = relationship(order_by="Milestone.id", back_populates="case")


class Milestone(Base):
    """A milestone I0-I7 reached on a day, with its evidence; never changed, only added."""

    __tablename__ = "incubation_milestone"
    __table_args__ = (
        UniqueConstraint("case_id", "code"),
        CheckConstraint("code IN ('" + "', '".join(MILESTONES) + "')", name="code"),
    )

    id: Mapped[int] = primary_key()
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    code: Mapped[str] = mapped_column(String(4))
    reached_on: Mapped[date] = mapped_column(Date)
    evidence: Mapped[str] = mapped_column(TextColumn)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_at: Mapped[datetime] = timestamp(default=clock.now)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))

    case: Mapped[IncubationCase] = relationship(back_populates="milestones")
    file: Mapped[StoredFile | None] = relationship()
