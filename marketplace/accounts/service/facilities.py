"""Facilities of organisations, such as pilot platforms and incubators: who keeps them, and how they are changed.

The tables belong to the nouns above; a row has organisation_id, region_code and demo beside its description.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.accounts.policy import EDITORS, may_keep
from marketplace.core import audit
from marketplace.core.errors import Conflict, Forbidden, NotFound
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session

Facility = TypeVar("Facility", bound=Any)


def organisation_for(actor: Actor, kind: str) -> int:
    """The organisation of a kind for which the actor may enter a facility. Raises Forbidden when there is none."""
    for membership in actor.memberships:
        if membership.organisation_kind == kind and membership.role in EDITORS:
            return membership.organisation_id
    raise Forbidden()


def create(actor: Actor, model: type[Facility], noun: str, *, organisation_id: int, **values: Any) -> Facility:
    """Enter a facility of a verified organisation. Raises Forbidden."""
    owner = accounts.organisation(organisation_id)
    if not may_keep(actor, organisation_id) or owner is None or not owner.verified:
        raise Forbidden()
    row = model(organisation_id=organisation_id, region_code=owner.region_code, **values)
    session().add(row)
    session().flush()
    audit.record(f"{noun}.create", actor=actor, subjects=[f"{noun}:{row.public_id}"], visibility="public")
    return row


def get(actor: Actor, model: type[Facility], public_id: str) -> Facility:
    """The facility, for those who may change it. Raises NotFound or Forbidden."""
    row: Facility | None = session().scalar(select(model).where(model.public_id == public_id))
    if row is None:
        raise NotFound()
    if not may_keep(actor, row.organisation_id):
        raise Forbidden()
    return row


def edit(actor: Actor, row: Facility, noun: str, *, version: int, **values: Any) -> Facility:
    """Change the description of a facility. Raises Conflict with both versions."""
    before = {name: getattr(row, name) for name in values}
    changes = {name: [_shown(old), _shown(new)] for name, (old, new) in audit.diff(before, values).items()}
    if row.version != version:
        raise Conflict(diff={name: (old, new) for name, (old, new) in changes.items()})
    for name, value in values.items():
        setattr(row, name, value)
    session().flush()
    subjects = [f"{noun}:{row.public_id}"]
    audit.record(f"{noun}.edit", actor=actor, subjects=subjects, changes=changes, visibility="public")
    return row


def _shown(value: Any) -> Any:
    return (value.zh or value.en) if isinstance(value, Text) else value
