"""The professional record of a technology broker (技术经理人): one agency only, level, certificate, fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from marketplace.accounts.models import BrokerProfile, Organisation
from marketplace.accounts.service import trail
from marketplace.core import audit
from marketplace.core.errors import Forbidden, Invalid
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.unit import session

ENTRIES = ("level", "certificate_number", "issuer", "valid_to", "introduction")


def save_profile(actor: Actor, *, data: Mapping[str, Any]) -> None:
    """Create or change one's own record. Raises Forbidden for people without an agency, Invalid for a foreign one."""
    if not actor.has("broker"):
        raise Forbidden()
    agency = session().scalar(select(Organisation).where(Organisation.public_id == data["agency"]))
    if agency is None or agency.kind != "broker_agency" or not actor.member_of(agency.id):
        raise Invalid(fields={"agency": [l_("Choose an agency of which you are a member.")]})
    row = session().scalar(select(BrokerProfile).where(BrokerProfile.user_id == actor.user_id))
    before = _entries(row) if row else {}
    if row is None:
        row = BrokerProfile(user_id=actor.user_id)
        session().add(row)
    row.agency_id = agency.id
    for name in ENTRIES:
        setattr(row, name, data.get(name))
    row.fields = list(data.get("field_codes") or ())
    session().flush()
    if changes := audit.diff(before, _entries(row)):
        trail.note("broker.profile_saved", actor.public_id, actor=actor, changes=changes)


def _entries(row: BrokerProfile) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in ("agency_id", *ENTRIES)}
    return values | {"introduction": {"zh": row.introduction.zh, "en": row.introduction.en}, "fields": list(row.fields)}
