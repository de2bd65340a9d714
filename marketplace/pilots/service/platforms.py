"""Pilot platforms: entered and kept by the organisation that runs them, or by the centre."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.core import audit
from marketplace.core.errors import Conflict, Forbidden, NotFound
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.pilots.models import PilotPlatform
from marketplace.pilots.policy import EDITORS, may_keep


def create_platform(actor: Actor, *, organisation_id: int, demo: bool = False, **values: Any) -> PilotPlatform:
    """Enter a platform of a verified organisation. Raises Forbidden."""
    _may(actor, organisation_id)
    owner = accounts.organisation(organisation_id)
    if owner is None or not owner.verified:
        raise Forbidden()
    platform = PilotPlatform(organisation_id=organisation_id, region_code=owner.region_code, demo=demo, **values)
    session().add(platform)
    session().flush()
    audit.record("platform.create", actor=actor, subjects=[f"platform:{platform.public_id}"], visibility="public")
    return platform


def get_platform(actor: Actor, public_id: str) -> PilotPlatform:
    """The platform, for those who may change it. Raises NotFound or Forbidden."""
    platform = session().scalar(select(PilotPlatform).where(PilotPlatform.public_id == public_id))
    if platform is None:
        raise NotFound()
    _may(actor, platform.organisation_id)
    return platform


def edit_platform(actor: Actor, *, public_id: str, version: int, **values: Any) -> PilotPlatform:
    """Change the description of a platform. Raises NotFound, Forbidden, or Conflict with both versions."""
    platform = get_platform(actor, public_id)
    before = {name: getattr(platform, name) for name in values}
    changes = {name: [_shown(old), _shown(new)] for name, (old, new) in audit.diff(before, values).items()}
    if platform.version != version:
        raise Conflict(diff={name: (old, new) for name, (old, new) in changes.items()})
    for name, value in values.items():
        setattr(platform, name, value)
    session().flush()
    audit.record("platform.edit", actor=actor, subjects=[f"platform:{public_id}"], changes=changes, visibility="public")
    return platform


def _shown(value: Any) -> Any:
    return (value.zh or value.en) if isinstance(value, Text) else value


def _may(actor: Actor, organisation_id: int) -> None:
    if not may_keep(actor, organisation_id):
        raise Forbidden()


def organisation_for(actor: Actor) -> int:
    """The organisation for which the actor may enter a platform. Raises Forbidden when there is none."""
    for membership in actor.memberships:
        if membership.organisation_kind == "pilot_platform" and membership.role in EDITORS:
            return membership.organisation_id
    raise Forbidden()
