"""Tables of listings: the offered result or patent, its evidence, its patents, versions, changes and comments."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy import (
    Text as TextColumn,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core import clock
from marketplace.core.db import Base, Entity, among, json_column, primary_key, timestamp
from marketplace.core.files import StoredFile
from marketplace.core.text import Text, bilingual
from marketplace.core.workflow import state_check
from marketplace.listings.workflow import CHANGE, LISTING

KINDS = ("result", "patent")
AVAILABILITIES = ("available", "in_talks", "exclusive", "open_licence", "withdrawn")
EXPORT_CLASSES = ("free", "restricted", "banned")
DISCLOSED = ("stated", "range")  # how a price is disclosed that has amounts
HOLD_CAUSES = ("patent_lapsed", "title_dispute", "preservation", "objection_upheld", "secrecy_alert", "complaint")


def disclosed(disclosure: str | None, fen: int | None) -> int | None:
    """An amount of the price as readers may know it: of a price on request there is none, whatever the row holds."""
    return fen if disclosure in DISCLOSED else None


class Listing(Entity):
    """A result or a patent offered by an organisation; its columns hold the draft, later the published text."""

    __tablename__ = "listing"
    __table_args__ = (
        state_check(LISTING),
        among("kind", KINDS),
        among("availability", AVAILABILITIES),
        among("export_class", EXPORT_CLASSES),
        among("hold_cause", HOLD_CAUSES),
        among("price_disclosure", ("stated", "range", "negotiable")),
        # A maturity level means nothing without the scale it is read on (V66).
        CheckConstraint("(maturity_scale IS NULL) = (maturity_level IS NULL)", name="maturity_is_a_pair"),
        ForeignKeyConstraint(
            ["maturity_scale", "maturity_level"],
            ["taxonomy_maturity_level.scale_id", "taxonomy_maturity_level.level"],
        ),
        CheckConstraint("price_min_fen >= 0 AND price_min_fen <= price_max_fen", name="price_band"),
        # What a held listing goes back to must be known.
        CheckConstraint("state <> 'held' OR (held_from IS NOT NULL AND hold_cause IS NOT NULL)", name="held_from"),
        # The nightly job looks for what runs out.
        Index("ix_listing_expires_on", "expires_on", postgresql_where=text("state IN ('published', 'paused')")),
        Index("ix_listing_published", "published_at", postgresql_where=text("state IN ('published', 'under_offer')")),
    )

    kind: Mapped[str] = mapped_column(String(10))
    owner_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    state: Mapped[str] = mapped_column(String(20), default=LISTING.initial, index=True)
    state_changed_at: Mapped[datetime] = timestamp(default=clock.now)
    availability: Mapped[str] = mapped_column(String(20), default="available")

    title: Mapped[Text] = bilingual("title")
    summary: Mapped[Text] = bilingual("summary")
    problem: Mapped[Text] = bilingual("problem")
    incumbent: Mapped[Text] = bilingual("incumbent")
    solution: Mapped[Text] = bilingual("solution")
    no_figures_reason: Mapped[Text] = bilingual("no_figures_reason")
    missing_to_scale: Mapped[Text] = bilingual("missing_to_scale")
    pilot_need: Mapped[Text] = bilingual("pilot_need")
    keywords: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)

    maturity_scale: Mapped[str | None] = mapped_column(String(40))
    maturity_level: Mapped[int | None] = mapped_column(SmallInteger)
    maturity_evidence: Mapped[Text] = bilingual("maturity_evidence")

    deal_modes: Mapped[list[str]] = mapped_column(ARRAY(String(60)), default=list)
    licence_kinds: Mapped[list[str]] = mapped_column(ARRAY(String(60)), default=list)
    pricing_mode: Mapped[str | None] = mapped_column(String(60))
    price_disclosure: Mapped[str | None] = mapped_column(String(20))
    price_min_fen: Mapped[int | None] = mapped_column(BigInteger)
    price_max_fen: Mapped[int | None] = mapped_column(BigInteger)
    terms_note: Mapped[Text] = bilingual("terms_note")

    rights_types: Mapped[list[str]] = mapped_column(ARRAY(String(60)), default=list)
    register_number: Mapped[str | None] = mapped_column(String(12))
    funding_source: Mapped[Text] = bilingual("funding_source")
    project_no: Mapped[str | None] = mapped_column(String(80))
    march_in: Mapped[bool] = mapped_column(Boolean, default=False)
    secrecy_level: Mapped[str | None] = mapped_column(String(20))
    attestation_reviewer: Mapped[str | None] = mapped_column(String(80))
    attestation_date: Mapped[date | None] = mapped_column(Date)
    attestation_number: Mapped[str | None] = mapped_column(String(80))

    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"), index=True)
    claimed_at: Mapped[datetime | None] = timestamp()
    export_class: Mapped[str | None] = mapped_column(String(20))
    review_notes: Mapped[dict[str, Any]] = json_column(default=dict)
    held_from: Mapped[str | None] = mapped_column(String(20))
    hold_cause: Mapped[str | None] = mapped_column(String(20))
    submitted_at: Mapped[datetime | None] = timestamp()
    published_at: Mapped[datetime | None] = timestamp()
    reviewed_on: Mapped[date | None] = mapped_column(Date)
    confirmed_at: Mapped[datetime | None] = timestamp()
    expires_on: Mapped[date | None] = mapped_column(Date)
    reminded_on: Mapped[date | None] = mapped_column(Date)
    version_number: Mapped[int] = mapped_column(Integer, default=0)
    source_attribution: Mapped[str | None] = mapped_column(TextColumn)
    demo: Mapped[bool] = mapped_column(Boolean, default=False)

    fields: Mapped[list[ListingField]] = relationship(order_by="ListingField.position", cascade="all, delete-orphan")
    technologies: Mapped[list[ListingTechnology]] = relationship(
        order_by="ListingTechnology.position", cascade="all, delete-orphan"
    )
    green_classes: Mapped[list[ListingGreenClass]] = relationship(
        order_by="ListingGreenClass.position", cascade="all, delete-orphan"
    )
    ipc: Mapped[list[ListingIpc]] = relationship(order_by="ListingIpc.position", cascade="all, delete-orphan")
    figures: Mapped[list[ListingFigure]] = relationship(order_by="ListingFigure.position", cascade="all, delete-orphan")
    benefits: Mapped[list[ListingBenefit]] = relationship(
        order_by="ListingBenefit.position", cascade="all, delete-orphan"
    )
    completers: Mapped[list[ListingCompleter]] = relationship(
        order_by="ListingCompleter.position", cascade="all, delete-orphan"
    )
    patents: Mapped[list[ListingPatent]] = relationship(order_by="ListingPatent.position", cascade="all, delete-orphan")
    attachments: Mapped[list[ListingAttachment]] = relationship(
        order_by="ListingAttachment.position", cascade="all, delete-orphan"
    )


class ListingField(Base):
    """One of the thirteen technology fields of a listing; the first is the main one."""

    __tablename__ = "listing_field"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    code: Mapped[str] = mapped_column("field_code", ForeignKey("taxonomy_field.code"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(SmallInteger)


class ListingTechnology(Base):
    """A key technology of the plan that the listing belongs to."""

    __tablename__ = "listing_technology"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    code: Mapped[str] = mapped_column(
        "technology_code", ForeignKey("taxonomy_key_technology.code"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(SmallInteger)


class ListingGreenClass(Base):
    """A branch of the green classification; our own branches count (V19)."""

    __tablename__ = "listing_green_class"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    code: Mapped[str] = mapped_column("green_class_code", ForeignKey("taxonomy_green_class.code"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)


class ListingIpc(Base):
    """An IPC symbol in canonical spelling; the first is the main classification."""

    __tablename__ = "listing_ipc"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    symbol: Mapped[str] = mapped_column(String(16), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)


class ListingFigure(Base):
    """One measured figure beside that of the incumbent, with its test condition and evidence."""

    __tablename__ = "listing_figure"

    id: Mapped[int] = primary_key()
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    metric: Mapped[Text] = bilingual("metric")
    value: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    unit: Mapped[str] = mapped_column(String(40))
    incumbent_value: Mapped[Decimal | None] = mapped_column(Numeric(20, 6))
    better: Mapped[str | None] = mapped_column(String(10))
    condition: Mapped[Text] = bilingual("condition")
    evidence: Mapped[str | None] = mapped_column(String(40))
    evidence_note: Mapped[Text] = bilingual("evidence_note")

    __table_args__ = (CheckConstraint("better IN ('higher', 'lower')", name="better"),)


class ListingBenefit(Base):
    """A green benefit that can be compared: baseline, boundary, unit, method and how it is evidenced."""

    __tablename__ = "listing_benefit"

    id: Mapped[int] = primary_key()
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(40))
    value: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    unit: Mapped[str] = mapped_column(String(40))
    functional_unit: Mapped[Text] = bilingual("functional_unit")
    baseline: Mapped[Text] = bilingual("baseline")
    boundary: Mapped[str | None] = mapped_column(String(40))
    method: Mapped[str | None] = mapped_column(String(40))
    evidence_level: Mapped[str] = mapped_column(String(40))
    verifier: Mapped[str | None] = mapped_column(String(200))


class ListingCompleter(Base):
    """A completer (完成人) in order; the name is shown only with consent or when a patent already names it."""

    __tablename__ = "listing_completer"

    id: Mapped[int] = primary_key()
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[Text] = bilingual("name")
    contribution: Mapped[Text] = bilingual("contribution")
    shown: Mapped[bool] = mapped_column(Boolean, default=False)


class ListingPatent(Base):
    """A patent or application behind the listing, as the register shows it on a stated day."""

    __tablename__ = "listing_patent"
    __table_args__ = (
        among("kind", ("invention", "utility_model", "design")),
        # Filing comes first, expiry last (V6); the schema names the dates, this catches every other way in.
        CheckConstraint("filed_on <= granted_on AND granted_on <= expires_on", name="dates"),
        # A legal status without the day it was read says nothing (V8).
        CheckConstraint("(status IS NULL) = (status_as_of IS NULL)", name="status_has_a_day"),
        UniqueConstraint("listing_id", "application_number"),
    )

    id: Mapped[int] = primary_key()
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    application_number: Mapped[str | None] = mapped_column(String(16), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[Text] = bilingual("title")
    patentee: Mapped[str | None] = mapped_column(String(300))
    filed_on: Mapped[date | None] = mapped_column(Date)
    priority_on: Mapped[date | None] = mapped_column(Date)
    granted_on: Mapped[date | None] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
    compensation_days: Mapped[int] = mapped_column(Integer, default=0)
    status: Mapped[str | None] = mapped_column(String(40))
    status_as_of: Mapped[date | None] = mapped_column(Date)
    flags: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    sibling_number: Mapped[str | None] = mapped_column(String(16))

    documents: Mapped[list[ListingPatentDocument]] = relationship(
        order_by="ListingPatentDocument.number", cascade="all, delete-orphan"
    )


class ListingPatentDocument(Base):
    """A published document of a patent: the application (A), then the grant (B); one invention has two."""

    __tablename__ = "listing_patent_document"
    __table_args__ = (UniqueConstraint("patent_id", "number"),)

    id: Mapped[int] = primary_key()
    patent_id: Mapped[int] = mapped_column(ForeignKey("listing_patent.id"), index=True)
    number: Mapped[str] = mapped_column(String(20), index=True)
    published_on: Mapped[date | None] = mapped_column(Date)


class ListingAttachment(Base):
    """A file of the listing and who may read it: everyone, signed-in members, or parties of an agreement."""

    __tablename__ = "listing_attachment"
    __table_args__ = (among("tier", ("public", "members", "nda")), UniqueConstraint("listing_id", "file_id"))

    id: Mapped[int] = primary_key()
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    tier: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    caption: Mapped[Text] = bilingual("caption")

    file: Mapped[StoredFile] = relationship()


class ListingVersion(Base):
    """A published version, kept for ever: deals and notices point at the one they used."""

    __tablename__ = "listing_version"
    __table_args__ = (UniqueConstraint("listing_id", "number"),)

    id: Mapped[int] = primary_key()
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    number: Mapped[int] = mapped_column(Integer)
    snapshot: Mapped[dict[str, Any]] = json_column()
    changed_fields: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    at: Mapped[datetime] = timestamp(default=clock.now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    note: Mapped[str | None] = mapped_column(TextColumn)


class ListingChange(Entity):
    """A change proposed to a published listing; the public page stays as it is until it is approved."""

    __tablename__ = "listing_change"
    __table_args__ = (
        state_check(CHANGE),
        # Two open proposals would overwrite each other.
        Index(
            "uq_listing_change_open", "listing_id", unique=True,
            postgresql_where=text("state IN ('editing', 'submitted', 'returned')"),
        ),
    )  # fmt: skip

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    base_number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20), default=CHANGE.initial)
    state_changed_at: Mapped[datetime] = timestamp(default=clock.now)
    content: Mapped[dict[str, Any]] = json_column()
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    claimed_at: Mapped[datetime | None] = timestamp()
    submitted_at: Mapped[datetime | None] = timestamp()
    review_notes: Mapped[dict[str, Any]] = json_column(default=dict)

    listing: Mapped[Listing] = relationship()


class ListingComment(Base):
    """A remark in the review: internal to the centre, or shared with the owner; `field` says what it is about."""

    __tablename__ = "listing_comment"
    __table_args__ = (among("visibility", ("internal", "shared")),)

    id: Mapped[int] = primary_key()
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"))
    visibility: Mapped[str] = mapped_column(String(10))
    field: Mapped[str | None] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(TextColumn)
    at: Mapped[datetime] = timestamp(default=clock.now)


class ListingOffer(Base):
    """A deal that is being negotiated over the listing; while one is open the listing is under offer."""

    __tablename__ = "listing_offer"
    __table_args__ = (UniqueConstraint("listing_id", "deal_public_id"),)

    id: Mapped[int] = primary_key()
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    deal_public_id: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime] = timestamp(default=clock.now)
    closed_at: Mapped[datetime | None] = timestamp()
