"""Organisations: create one, keep its entries; two people who edit at once are told of each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.policy import ORGANISATION
from marketplace.core import audit, limits
from marketplace.core.errors import Conflict, Forbidden, Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session

# What the centre verifies; it stays as verified until the organisation applies again.
IDENTITY = ("name", "kind", "uscc", "foreign", "state_owned", "state_set_up")
ENTRIES = (*IDENTITY, "sme_size", "region_code", "address", "website", "description")
# Kinds that are public institutions by nature unless they say otherwise; rights and pricing rules look at it.
STATE_SET_UP_KINDS = frozenset({"university", "institute"})


def get(actor: Actor, public_id: str, action: str = "view", *, lock: bool = False) -> Organisation:
    """An organisation on which the actor may do `action`. Raises NotFound, Unauthenticated or Forbidden."""
    query = select(Organisation).where(Organisation.public_id == public_id)
    if lock:
        query = query.with_for_update()
    row = session().scalar(query, execution_options={"populate_existing": lock})
    if row is None:
        raise NotFound()
    ORGANISATION.check(actor, action, row)
    return row


def create(actor: Actor, *, data: Mapping[str, Any]) -> str:
    """Register an organisation with the actor as its owner; returns its public id. Raises Invalid or TooMany."""
    limits.hit("organisation.create", str(actor.public_id), times=5, seconds=86400)
    if data["kind"] == "centre":
        raise Forbidden()
    _refuse_taken_code(data.get("uscc"), None)
    row = Organisation(**{name: data[name] for name in ENTRIES if name in data})
    session().add(row)
    session().flush()
    session().add(Membership(user_id=actor.user_id, organisation_id=row.id, role="owner"))
    session().flush()
    audit.record(
        "organisation.created", actor=actor, subjects=[f"organisation:{row.public_id}"], visibility="parties",
        changes=audit.diff({}, _entries(row)),
    )  # fmt: skip
    return row.public_id


def edit(actor: Actor, public_id: str, *, version: int, data: Mapping[str, Any]) -> None:
    """Save entries. Raises Conflict with (theirs, yours) when somebody saved meanwhile, Forbidden for a change of
    what was verified, Invalid for a credit code that belongs to another organisation.
    """
    row = get(actor, public_id, "edit", lock=True)
    before, wanted = _entries(row), {name: data[name] for name in ENTRIES if name in data}
    if row.version != version:
        raise Conflict(diff=_differences(before, wanted))
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if set(changed) & set(IDENTITY) and not ORGANISATION.may(actor, "edit_identity", row):
        raise Forbidden(l_("Name, kind and credit code were verified. Ask the centre to reopen them."))
    if "uscc" in changed:
        _refuse_taken_code(wanted["uscc"], row.id)
    for name in changed:
        setattr(row, name, wanted[name])
    session().flush()
    if changes := audit.diff(before, _entries(row)):
        audit.record(
            "organisation.edited", actor=actor, subjects=[f"organisation:{row.public_id}"], visibility="parties",
            changes=changes,
        )  # fmt: skip


def _refuse_taken_code(uscc: str | None, own_id: int | None) -> None:
    """A credit code stands for one body; its colleagues join it instead of registering it again."""
    if uscc is None:
        return
    query = select(Organisation.id).where(Organisation.uscc == uscc, Organisation.id != (own_id or 0))
    if session().scalar(query) is not None:
        message = l_("An organisation with this code is registered. Ask its owner to invite you, or ask the centre.")
        raise Invalid(fields={"uscc": [message]})


def _entries(row: Organisation) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in ENTRIES}


def _plain(value: Any) -> Any:
    return {"zh": value.zh, "en": value.en} if isinstance(value, Text) else value


def _differences(theirs: Mapping[str, Any], yours: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    shown = {name: (theirs[name], _plain(value)) for name, value in yours.items()}
    return {name: (_shown(a), _shown(b)) for name, (a, b) in shown.items() if a != b}


def _shown(value: Any) -> Any:
    return " / ".join(part for part in value.values() if part) if isinstance(value, dict) else value
