"""Incubators: entered and kept by the organisation that runs them, or by the centre."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.core import audit
from marketplace.core.errors import Conflict, Forbidden, NotFound
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.incubation.models import Incubator
from marketplace.incubation.policy import EDITORS, may_keep


def create_incubator(actor: Actor, *, organisation_id: int, demo: bool = False, **values: Any) -> Incubator:
    """Enter an incubator of a verified organisation. Raises Forbidden."""
    owner = accounts.organisation(organisation_id)
    if not may_keep(actor, organisation_id) or owner is None or not owner.verified:
        raise Forbidden()
    incubator = Incubator(organisation_id=organisation_id, region_code=owner.region_code, demo=demo, **values)
    session().add(incubator)
    session().flush()
    audit.record("incubator.create", actor=actor, subjects=[_subject(incubator)], visibility="public")
    return incubator


def get_incubator(actor: Actor, public_id: str) -> Incubator:
    """The incubator, for those who may change it. Raises NotFound or Forbidden."""
    incubator = session().scalar(select(Incubator).where(Incubator.public_id == public_id))
    if incubator is None:
        raise NotFound()
    if not may_keep(actor, incubator.organisation_id):
        raise Forbidden()
    return incubator


def edit_incubator(actor: Actor, *, public_id: str, version: int, **values: Any) -> Incubator:
    """Change the description of an incubator. Raises NotFound, Forbidden, or Conflict with both versions."""
    incubator = get_incubator(actor, public_id)
    before = {name: _shown(getattr(incubator, name)) for name in values}
    changes = audit.diff(before, {name: _shown(value) for name, value in values.items()})
    if incubator.version != version:
        raise Conflict(diff={name: (old, new) for name, (old, new) in changes.items()})
    for name, value in values.items():
        setattr(incubator, name, value)
    session().flush()
    audit.record("incubator.edit", actor=actor, subjects=[_subject(incubator)], changes=changes, visibility="public")
    return incubator


def organisation_for(actor: Actor) -> int:
    """The organisation for which the actor may enter an incubator. Raises Forbidden when there is none."""
    for membership in actor.memberships:
        if membership.organisation_kind == "incubator" and membership.role in EDITORS:
            return membership.organisation_id
    raise Forbidden()


def _subject(incubator: Incubator) -> str:
    return f"incubator:{incubator.public_id}"


def _shown(value: Any) -> Any:
    return (value.zh or value.en) if isinstance(value, Text) else value
