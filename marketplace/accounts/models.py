"""Tables of people and organisations."""

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
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.workflow import VERIFICATION
from marketplace.core import clock
from marketplace.core import text as bilingual_text
from marketplace.core.db import Base, Entity, among, json_column, primary_key, timestamp
from marketplace.core.policy import STAFF_ROLES
from marketplace.core.text import bilingual
from marketplace.core.workflow import state_check

ORGANISATION_KINDS = (
    "university", "institute", "medical", "enterprise", "new_rd_body", "broker_agency", "pilot_platform",
    "incubator", "centre",
)  # fmt: skip
MEMBER_ROLES = ("owner", "officer", "member")
LINK_PURPOSES = ("confirm", "reset", "address")


class User(Entity):
    """A person with an account."""

    __tablename__ = "account_user"
    __table_args__ = (
        # One account per address, whatever its letter case.
        Index("uq_account_user_email", text("lower(email)"), unique=True),
    )

    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[bilingual_text.Text] = bilingual("name")
    password_hash: Mapped[str] = mapped_column(String(200))
    lang: Mapped[str] = mapped_column(String(2), default="zh")
    phone: Mapped[str | None] = mapped_column(String(30))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    email_confirmed_at: Mapped[datetime | None] = timestamp()
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)
    recovery_codes: Mapped[list[str]] = json_column(default=list)
    preferences: Mapped[dict[str, Any]] = json_column(default=dict)
    demo: Mapped[bool] = mapped_column(Boolean, default=False)


class Organisation(Entity):
    """A party: university, institute, enterprise, agency, platform, incubator or the centre itself."""

    __tablename__ = "account_organisation"
    __table_args__ = (
        state_check(VERIFICATION),
        among("kind", ORGANISATION_KINDS),
        CheckConstraint("sme_size IN ('micro', 'small', 'medium')", name="sme_size"),
        # A credit code belongs to one organisation; bodies from abroad have none.
        # There is one centre; its members hold the roles of the site.
        Index("uq_account_organisation_centre", "kind", unique=True, postgresql_where=text("kind = 'centre'")),
        Index("uq_account_organisation_uscc", "uscc", unique=True, postgresql_where=text("uscc IS NOT NULL")),
    )

    name: Mapped[bilingual_text.Text] = bilingual("name")
    description: Mapped[bilingual_text.Text] = bilingual("description")
    kind: Mapped[str] = mapped_column(String(20), index=True)
    uscc: Mapped[str | None] = mapped_column(String(18))
    region_code: Mapped[str | None] = mapped_column(String(6), index=True)
    address: Mapped[str | None] = mapped_column(String(200))
    website: Mapped[str | None] = mapped_column(String(200))
    state_owned: Mapped[bool] = mapped_column(Boolean, default=False)
    sme_size: Mapped[str | None] = mapped_column(String(10))
    foreign: Mapped[bool] = mapped_column(Boolean, default=False)
    state_set_up: Mapped[bool] = mapped_column(Boolean, default=False)
    profile: Mapped[dict[str, Any]] = json_column(default=dict)
    state: Mapped[str] = mapped_column(String(20), default=VERIFICATION.initial, index=True)
    state_changed_at: Mapped[datetime] = timestamp(default=clock.now)
    verified_until: Mapped[date | None] = mapped_column(Date)
    rejection_reason: Mapped[str | None] = mapped_column(Text)
    licence_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    authority_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    demo: Mapped[bool] = mapped_column(Boolean, default=False)

    memberships: Mapped[list[Membership]] = relationship(back_populates="organisation")


class Membership(Base):
    """A person's place in an organisation; every right that comes from it ends when it ends."""

    __tablename__ = "account_membership"
    __table_args__ = (
        among("role", MEMBER_ROLES),
        # One active place per person and organisation; ended ones stay as history.
        Index(
            "uq_account_membership_active", "user_id", "organisation_id", unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    role: Mapped[str] = mapped_column(String(10))
    title: Mapped[str | None] = mapped_column(String(80))
    started_at: Mapped[datetime] = timestamp(default=clock.now)
    ended_at: Mapped[datetime | None] = timestamp()

    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship(back_populates="memberships")


class RoleGrant(Base):
    """A role of the centre given to one of its members; it sleeps when the membership ends."""

    __tablename__ = "account_role_grant"
    __table_args__ = (
        among("role", sorted(STAFF_ROLES)),
        Index(
            "uq_account_role_grant_active", "user_id", "role", unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"))
    granted_at: Mapped[datetime] = timestamp(default=clock.now)
    revoked_at: Mapped[datetime | None] = timestamp()


class Invitation(Entity):
    """An offer of membership sent to an address; the token is kept only as a hash."""

    __tablename__ = "account_invitation"
    __table_args__ = (among("role", MEMBER_ROLES),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[int] = mapped_column(ForeignKey("account_user.id"))
    expires_at: Mapped[datetime] = timestamp()
    accepted_at: Mapped[datetime | None] = timestamp()
    revoked_at: Mapped[datetime | None] = timestamp()

    organisation: Mapped[Organisation] = relationship()


class Consent(Base):
    """What a person agreed to, in which version, and when; kept as proof (PIPL art. 13-14)."""

    __tablename__ = "account_consent"

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    edition: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = timestamp(default=clock.now)


class LoginSession(Base):
    """A sign-in on one device; deleting the cookie is not needed to end it."""

    __tablename__ = "account_login_session"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    device: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(45))
    started_at: Mapped[datetime] = timestamp(default=clock.now)
    seen_at: Mapped[datetime] = timestamp(default=clock.now)
    expires_at: Mapped[datetime] = timestamp()
    ended_at: Mapped[datetime | None] = timestamp()


class OneTimeToken(Base):
    """A link that works once: password reset or confirmation of an address; kept as a hash."""

    __tablename__ = "account_one_time_token"
    __table_args__ = (among("purpose", LINK_PURPOSES),)

    id: Mapped[int] = primary_key()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    address: Mapped[str | None] = mapped_column(String(254))  # the new address, when one is being changed
    created_at: Mapped[datetime] = timestamp(default=clock.now)
    expires_at: Mapped[datetime] = timestamp()
    used_at: Mapped[datetime | None] = timestamp()


class ApiToken(Entity):
    """A key with which a program acts for a person; shown once, kept as a hash, revocable."""

    __tablename__ = "account_api_token"

    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    last_used_at: Mapped[datetime | None] = timestamp()
    expires_at: Mapped[datetime | None] = timestamp()
    revoked_at: Mapped[datetime | None] = timestamp()


class BrokerProfile(Entity):
    """The professional record of a technology broker (技术经理人)."""

    __tablename__ = "account_broker_profile"
    __table_args__ = (
        # A broker practises through one agency only.
        UniqueConstraint("user_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("account_organisation.id"), index=True)
    level: Mapped[str] = mapped_column(String(20))
    certificate_number: Mapped[str | None] = mapped_column(String(60))
    issuer: Mapped[str | None] = mapped_column(String(120))
    valid_to: Mapped[date | None] = mapped_column(Date)
    fields: Mapped[list[str]] = json_column(default=list)
    introduction: Mapped[bilingual_text.Text] = bilingual("introduction")

    user: Mapped[User] = relationship()
    agency: Mapped[Organisation] = relationship()
