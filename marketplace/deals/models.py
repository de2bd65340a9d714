"""Tables of enquiries and deals: threads, parties, plans, documents, stages, introductions, declarations."""

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
from marketplace.core.db import Base, Entity, among, primary_key, timestamp
from marketplace.core.files import StoredFile
from marketplace.core.text import Text, bilingual
from marketplace.core.workflow import state_check
from marketplace.deals.workflow import DEAL_MACHINE, ENQUIRY_MACHINE, OUTCOMES

SIDES = ("supplier", "buyer", "broker", "platform", "incubator", "investor", "other")
VISIBILITIES = ("shared", "internal", "own_side")
NOTE_KINDS = ("note", "call", "meeting", "visit")


class Enquiry(Entity):
    """A question about a listing, or an offer to a need, from one organisation to another."""

    __tablename__ = "deal_enquiry"
    __table_args__ = (
        state_check(ENQUIRY_MACHINE),
        # An enquiry is about one item; an offer to a need may name the listing it offers.
        CheckConstraint("num_nonnulls(listing_id, need_id) = 1", name="one_item"),
        CheckConstraint("offered_listing_id IS NULL OR need_id IS NOT NULL", name="offer_to_a_need"),
        # One side does not write to itself.
        CheckConstraint("asker_id <> owner_id", name="two_sides"),
        CheckConstraint("state <> 'declined' OR decline_code IS NOT NULL", name="decline_coded"),
        # The same party asks about the same item once at a time, also when two of its people ask at once.
        Index(
            "uq_deal_enquiry_open_listing", "asker_id", "listing_id", unique=True,
            postgresql_where=text("state IN ('open', 'answered') AND listing_id IS NOT NULL"),
        ),
        Index(
            "uq_deal_enquiry_open_need", "asker_id", "need_id", unique=True,
            postgresql_where=text("state IN ('open', 'answered') AND need_id IS NOT NULL"),
        ),
        # The response clock looks for what nobody answered.
        Index("ix_deal_enquiry_due", "first_response_due", postgresql_where=text("state = 'open'")),
    )  # fmt: skip

    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"), index=True)
    offered_listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"))
    asker_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    asker_user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default=ENQUIRY_MACHINE.initial, index=True)
    state_changed_at: Mapped[datetime] = timestamp(default=clock.now)
    wanted_mode: Mapped[str] = mapped_column(String(60))
    quantity: Mapped[str | None] = mapped_column(String(200))
    time_frame: Mapped[str | None] = mapped_column(String(200))
    first_response_due: Mapped[date] = mapped_column(Date)
    first_response_at: Mapped[datetime | None] = timestamp()
    escalated_at: Mapped[datetime | None] = timestamp()
    broker_user_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"), index=True)
    decline_code: Mapped[str | None] = mapped_column(String(60))
    decline_note: Mapped[str | None] = mapped_column(TextColumn)
    last_activity_at: Mapped[datetime] = timestamp(default=clock.now)
    demo: Mapped[bool] = mapped_column(Boolean, default=False)

    # The first message is the question itself.
    messages: Mapped[list[EnquiryMessage]] = relationship(order_by="EnquiryMessage.id")


class EnquiryMessage(Base):
    """One message of the thread; `side` says for whom its author wrote."""

    __tablename__ = "deal_enquiry_message"
    __table_args__ = (among("side", ("asker", "owner", "broker", "centre")),)

    id: Mapped[int] = primary_key()
    enquiry_id: Mapped[int] = mapped_column(ForeignKey("deal_enquiry.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"))
    side: Mapped[str] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(TextColumn)
    at: Mapped[datetime] = timestamp(default=clock.now)

    files: Mapped[list[EnquiryFile]] = relationship(order_by="EnquiryFile.id")


class EnquiryFile(Base):
    """A file of a message, open to the two parties, the broker and the centre."""

    __tablename__ = "deal_enquiry_file"

    id: Mapped[int] = primary_key()
    message_id: Mapped[int] = mapped_column(ForeignKey("deal_enquiry_message.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)

    file: Mapped[StoredFile] = relationship()


class Block(Entity):
    """An organisation that may not send enquiries, to one organisation or (none given) to anybody."""

    __tablename__ = "deal_block"
    __table_args__ = (
        # One block at a time for the same pair; lifted ones stay as history.
        Index(
            "uq_deal_block_in_force", "blocked_id", text("coalesce(by_organisation_id, 0)"), unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )  # fmt: skip

    blocked_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"))
    by_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("deal_enquiry.id"))
    reason: Mapped[str] = mapped_column(TextColumn)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    lifted_at: Mapped[datetime | None] = timestamp()
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))


class Deal(Entity):
    """A brokered deal about a listing, a need, or both, from first lead to its end."""

    __tablename__ = "deal"
    __table_args__ = (
        state_check(DEAL_MACHINE),
        CheckConstraint("num_nonnulls(listing_id, need_id) >= 1", name="has_item"),
        CheckConstraint("value_min_fen >= 0 AND value_min_fen <= value_max_fen", name="value_band"),
        CheckConstraint("(value_min_fen IS NULL) = (value_max_fen IS NULL)", name="value_is_a_pair"),
        # A next action without a date, or without words, reminds nobody of anything.
        CheckConstraint("num_nulls(next_action, next_action_due, next_action_owner_id) IN (0, 3)", name="next_action"),
        CheckConstraint("state <> 'lost' OR loss_code IS NOT NULL", name="loss_coded"),
        CheckConstraint("state <> 'closed' OR outcome IS NOT NULL", name="closed_has_outcome"),
        among("outcome", tuple(OUTCOMES)),
        CheckConstraint("broker_declared_at IS NULL OR broker_user_id IS NOT NULL", name="declared_by_a_broker"),
        Index("ix_deal_next_action_due", "next_action_due", postgresql_where=text("next_action IS NOT NULL")),
    )

    title: Mapped[Text] = bilingual("title")
    pathway: Mapped[str] = mapped_column(String(40), default="pilot_first")
    state: Mapped[str] = mapped_column(String(20), default=DEAL_MACHINE.initial, index=True)
    state_changed_at: Mapped[datetime] = timestamp(default=clock.now)
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"), index=True)
    listing_version_id: Mapped[int | None] = mapped_column(ForeignKey("listing_version.id"))
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"), index=True)
    broker_user_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"), index=True)
    broker_declared_at: Mapped[datetime | None] = timestamp()
    value_min_fen: Mapped[int | None] = mapped_column(BigInteger)
    value_max_fen: Mapped[int | None] = mapped_column(BigInteger)
    value_reason: Mapped[str | None] = mapped_column(String(300))
    next_action: Mapped[str | None] = mapped_column(String(200))
    next_action_due: Mapped[date | None] = mapped_column(Date)
    next_action_owner_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"), index=True)
    outcome: Mapped[str | None] = mapped_column(String(40))
    loss_code: Mapped[str | None] = mapped_column(String(60))
    loss_note: Mapped[str | None] = mapped_column(TextColumn)
    last_activity_at: Mapped[datetime] = timestamp(default=clock.now)
    demo: Mapped[bool] = mapped_column(Boolean, default=False)

    parties: Mapped[list[DealParty]] = relationship(
        order_by="DealParty.id", primaryjoin="and_(DealParty.deal_id == Deal.id, DealParty.left_at.is_(None))",
        cascade="save-update, merge",
    )  # fmt: skip

    def party(self, side: str) -> DealParty | None:
        """The present party of a side."""
        return next((row for row in self.parties if row.side == side and row.left_at is None), None)

    @property
    def supplier_id(self) -> int | None:
        row = self.party("supplier")
        return row.organisation_id if row else None

    @property
    def buyer_id(self) -> int | None:
        row = self.party("buyer")
        return row.organisation_id if row else None


class DealParty(Base):
    """An organisation in a deal, on one side, with its contact person; rows of parties that left stay."""

    __tablename__ = "deal_party"
    __table_args__ = (
        among("side", SIDES),
        # A deal has one supplier, one buyer and one broker at a time.
        Index(
            "uq_deal_party_principal", "deal_id", "side", unique=True,
            postgresql_where=text("left_at IS NULL AND side IN ('supplier', 'buyer', 'broker')"),
        ),
        # Nobody stands on two sides of a deal (civil code, art. 168).
        Index(
            "uq_deal_party_organisation", "deal_id", "organisation_id", unique=True,
            postgresql_where=text("left_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = primary_key()
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    side: Mapped[str] = mapped_column(String(10))
    contact_user_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    joined_at: Mapped[datetime] = timestamp(default=clock.now)
    left_at: Mapped[datetime | None] = timestamp()


class DealStage(Base):
    """A stage the deal was in, from when to when, and who moved it there: the source of stage analytics."""

    __tablename__ = "deal_stage"
    __table_args__ = (
        # A deal is in one stage at a time.
        Index("uq_deal_stage_present", "deal_id", unique=True, postgresql_where=text("left_at IS NULL")),
        CheckConstraint("entered_at <= left_at", name="period"),
    )

    id: Mapped[int] = primary_key()
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    entered_at: Mapped[datetime] = timestamp(default=clock.now)
    left_at: Mapped[datetime | None] = timestamp()
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))


class StageRule(Entity):
    """How many days a stage should take at most, and after how many days without activity a deal is stale."""

    __tablename__ = "deal_stage_rule"
    __table_args__ = (
        UniqueConstraint("pathway", "stage"),
        CheckConstraint("day_limit > 0 AND rot_days > 0", name="days"),
    )

    pathway: Mapped[str] = mapped_column(String(40))
    stage: Mapped[str] = mapped_column(String(20))
    day_limit: Mapped[int] = mapped_column(SmallInteger)
    rot_days: Mapped[int] = mapped_column(SmallInteger)
    # A row that staff edited is never overwritten by a later load of the seeds.
    edited: Mapped[bool] = mapped_column(Boolean, default=False)


class DealTask(Entity):
    """Something to be done by somebody until a day; internal ones are seen by broker and centre only."""

    __tablename__ = "deal_task"
    __table_args__ = (
        among("visibility", ("shared", "internal")),
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done_by_somebody"),
    )

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    assignee_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    due: Mapped[date] = mapped_column(Date)
    visibility: Mapped[str] = mapped_column(String(10), default="shared")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    done_at: Mapped[datetime | None] = timestamp()
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))


class DealDocument(Entity):
    """One version of a document of the deal; a newer version points at the one it replaces."""

    __tablename__ = "deal_document"
    __table_args__ = (
        among("visibility", VISIBILITIES),
        # What only one side may see must say whose it is.
        CheckConstraint("visibility <> 'own_side' OR organisation_id IS NOT NULL", name="own_side_has_owner"),
        # Two people who replace the same version do not both win.
        UniqueConstraint("previous_id"),
        CheckConstraint("signed_on IS NULL OR purpose = 'agreement'", name="only_agreements_are_signed"),
    )

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    purpose: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer, default=1)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("deal_document.id"))
    visibility: Mapped[str] = mapped_column(String(10))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("account_organisation.id"))
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    signed_on: Mapped[date | None] = mapped_column(Date)

    file: Mapped[StoredFile] = relationship()


class DealNote(Base):
    """What was said or seen: a note, a call, a meeting, a visit; shared with the parties or internal."""

    __tablename__ = "deal_note"
    __table_args__ = (among("visibility", ("shared", "internal")), among("kind", NOTE_KINDS))

    id: Mapped[int] = primary_key()
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="note")
    body: Mapped[str] = mapped_column(TextColumn)
    visibility: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    at: Mapped[datetime] = timestamp(default=clock.now)


class Introduction(Base):
    """Who introduced whom to what, when, and how it was accepted: the proof of civil code, art. 963 and 965."""

    __tablename__ = "deal_introduction"
    __table_args__ = (
        UniqueConstraint("deal_id"),
        # An enquiry opens one deal.
        UniqueConstraint("enquiry_id"),
        Index("ix_deal_introduction_pair", "supplier_id", "buyer_id"),
        CheckConstraint("num_nulls(cleared_at, cleared_by_id, cleared_reason) IN (0, 3)", name="cleared"),
    )

    id: Mapped[int] = primary_key()
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"))
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("deal_enquiry.id"))
    introducer_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"))
    buyer_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"))
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"))
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"))
    introduced_at: Mapped[datetime] = timestamp(default=clock.now)
    accepted_at: Mapped[datetime] = timestamp(default=clock.now)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    acceptance: Mapped[str] = mapped_column(TextColumn)
    # The introduction by another broker that this one may bypass (V64), and what the centre decided about it.
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("deal_introduction.id"))
    cleared_at: Mapped[datetime | None] = timestamp()
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    cleared_reason: Mapped[str | None] = mapped_column(TextColumn)


class Declaration(Base):
    """A broker's word on a conflict of interest in one deal (V61); each assignment asks for a new one."""

    __tablename__ = "deal_declaration"

    id: Mapped[int] = primary_key()
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    related_to: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    statement: Mapped[str] = mapped_column(TextColumn)
    at: Mapped[datetime] = timestamp(default=clock.now)


class Digest(Base):
    """That a person got the morning digest of a day; a second run sends nothing."""

    __tablename__ = "deal_digest"

    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
