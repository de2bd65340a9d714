"""Incubators: entered and kept by the organisation that runs them, or by the centre."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.service import facilities
from marketplace.core.policy import Actor
from marketplace.incubation.models import Incubator


def create_incubator(actor: Actor, *, organisation_id: int, demo: bool = False, **values: Any) -> Incubator:
    """Enter an incubator of a verified organisation. Raises Forbidden."""
    return facilities.create(actor, Incubator, "incubator", organisation_id=organisation_id, demo=demo, **values)


def get_incubator(actor: Actor, public_id: str) -> Incubator:
    """The incubator, for those who may change it. Raises NotFound or Forbidden."""
    return facilities.get(actor, Incubator, public_id)


def edit_incubator(actor: Actor, *, public_id: str, version: int, **values: Any) -> Incubator:
    """Change the description of an incubator. Raises NotFound, Forbidden, or Conflict with both versions."""
    return facilities.edit(actor, get_incubator(actor, public_id), "incubator", version=version, **values)


def organisation_for(actor: Actor) -> int:
    """The organisation for which the actor may enter an incubator. Raises Forbidden when there is none."""
    return facilities.organisation_for(actor, "incubator")
