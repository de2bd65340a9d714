"""Pilot platforms: entered and kept by the organisation that runs them, or by the centre."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.service import facilities
from marketplace.core.policy import Actor
from marketplace.pilots.models import PilotPlatform


def create_platform(actor: Actor, *, organisation_id: int, demo: bool = False, **values: Any) -> PilotPlatform:
    """Enter a platform of a verified organisation. Raises Forbidden."""
    return facilities.create(
        actor, PilotPlatform, "platform", organisation_id=organisation_id, demo=demo, **values
    )  # fmt: skip


def get_platform(actor: Actor, public_id: str) -> PilotPlatform:
    """The platform, for those who may change it. Raises NotFound or Forbidden."""
    return facilities.get(actor, PilotPlatform, public_id)


def edit_platform(actor: Actor, *, public_id: str, version: int, **values: Any) -> PilotPlatform:
    """Change the description of a platform. Raises NotFound, Forbidden, or Conflict with both versions."""
    return facilities.edit(actor, get_platform(actor, public_id), "platform", version=version, **values)


def organisation_for(actor: Actor) -> int:
    """The organisation for which the actor may enter a platform. Raises Forbidden when there is none."""
    return facilities.organisation_for(actor, "pilot_platform")
