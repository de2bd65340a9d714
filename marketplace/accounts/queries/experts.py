"""Technology brokers: who can take a deal, and the public directory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.accounts.models import BrokerProfile, Membership, Organisation, User
from marketplace.core import clock
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session


@dataclass(frozen=True)
class BrokerCard:
    """A broker who can be given a deal; the layer that counts open deals fills `open_deals`."""

    user_id: int
    name: Text
    agency_id: int
    agency_name: Text
    level: str
    open_deals: int | None = None


@dataclass(frozen=True)
class BrokerPage:
    """A broker as the public directory shows him."""

    user_public_id: str
    name: Text
    agency_public_id: str
    agency_name: Text
    level: str
    certificate_number: str | None
    issuer: str | None
    valid_to: date | None
    fields: tuple[str, ...]
    introduction: Text


def _practising(field_code: str | None) -> Select[BrokerProfile]:
    """Profiles whose person is active, is still a member of a verified agency, and whose certificate holds."""
    query = (
        select(BrokerProfile)
        .join(BrokerProfile.user)
        .join(BrokerProfile.agency)
        .join(
            Membership,
            and_(
                Membership.user_id == BrokerProfile.user_id,
                Membership.organisation_id == BrokerProfile.agency_id,
                Membership.ended_at.is_(None),
            ),
        )
        .options(contains_eager(BrokerProfile.user), contains_eager(BrokerProfile.agency))
        .where(User.active, Organisation.state == "verified")
        .where(or_(BrokerProfile.valid_to.is_(None), BrokerProfile.valid_to >= clock.today()))
        .order_by(BrokerProfile.id)
    )
    return query.where(BrokerProfile.fields.contains([field_code])) if field_code else query


def brokers(field_code: str | None = None) -> list[BrokerCard]:
    """Brokers who may take a deal now, all or those who work in a field."""
    return [
        BrokerCard(row.user_id, row.user.name, row.agency_id, row.agency.name, row.level)
        for row in session().scalars(_practising(field_code))
    ]


def broker_directory(field_code: str | None = None) -> list[BrokerPage]:
    """The public directory of experts."""
    return [
        BrokerPage(
            row.user.public_id, row.user.name, row.agency.public_id, row.agency.name, row.level,
            row.certificate_number, row.issuer, row.valid_to, tuple(row.fields), row.introduction,
        )
        for row in session().scalars(_practising(field_code))
    ]  # fmt: skip


def broker_levels_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Level by user id, in one query; people without a profile are left out."""
    rows = session().execute(
        select(BrokerProfile.user_id, BrokerProfile.level).where(BrokerProfile.user_id.in_(set(user_ids)))
    )
    return {row.user_id: row.level for row in rows}


def broker_record(actor: Actor) -> dict[str, Any]:
    """One's own record as the form shows it; empty when there is none yet."""
    row = session().scalar(
        select(BrokerProfile).where(BrokerProfile.user_id == actor.user_id).options(joinedload(BrokerProfile.agency))
    )
    if row is None:
        return {}
    names = ("level", "certificate_number", "issuer", "valid_to", "introduction")
    shown = {name: getattr(row, name) for name in names}
    return {"agency": row.agency.public_id, "field_codes": list(row.fields), **shown}
