"""Loading enquiries and deals for a verb, and the traces that every verb leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import set_committed_value

from marketplace.core import audit, clock, i18n, money
from marketplace.core.errors import Conflict, NotFound
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal, Enquiry
from marketplace.deals.policy import DEAL, ENQUIRY


def get(actor: Actor, public_id: str, action: str = "view") -> Deal:
    """The deal, when the actor may do that to it. Raises NotFound or Forbidden."""
    deal = session().scalar(select(Deal).options(selectinload(Deal.parties)).where(Deal.public_id == public_id))
    if deal is None:
        raise NotFound()
    DEAL.check(actor, action, deal)
    return deal


def for_change(actor: Actor, public_id: str, action: str = "view") -> Deal:
    """Like `get`, with the row locked: a second writer waits and then sees what the first one did."""
    deal = _locked(Deal.public_id == public_id)
    DEAL.check(actor, action, deal)
    return deal


def by_id(deal_id: int) -> Deal:
    """The locked deal for callers whose own policy decided already. Raises NotFound."""
    return _locked(Deal.id == deal_id)


def _locked(condition: Any) -> Deal:
    deal = session().scalar(
        select(Deal)
        .options(selectinload(Deal.parties))
        .where(condition)
        .with_for_update(of=Deal)
        .execution_options(populate_existing=True)
    )
    if deal is None:
        raise NotFound()
    return deal


def enquiry_for(actor: Actor, public_id: str, action: str = "view") -> Enquiry:
    """The locked enquiry, when the actor may do that to it. Raises NotFound or Forbidden."""
    enquiry = session().scalar(
        select(Enquiry)
        .where(Enquiry.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if enquiry is None:
        raise NotFound()
    ENQUIRY.check(actor, action, enquiry)
    return enquiry


def subject(record: Deal | Enquiry) -> str:
    """How events name the record."""
    return f"{'deal' if isinstance(record, Deal) else 'enquiry'}:{record.public_id}"


def touch(record: Deal | Enquiry) -> None:
    """Note that something happened, without a new version: a remark must not clash with somebody's open form."""
    model, now = type(record), clock.now()
    session().flush()
    session().execute(
        update(model).where(model.id == record.id).values(last_activity_at=now, updated_at=model.updated_at),
        execution_options={"synchronize_session": False},
    )
    set_committed_value(record, "last_activity_at", now)


def note_event(actor: Actor, deal: Deal, kind: str, *, visibility: str = "parties", **details: Any) -> None:
    """Record what happened to a deal and mark it as active."""
    audit.record(f"deal.{kind}", actor=actor, subjects=[subject(deal)], visibility=visibility, **details)
    touch(deal)


def check_version(record: Any, version: int, values: Mapping[str, Any]) -> None:
    """Raise Conflict with both versions of each field that differs, when somebody saved since `version`."""
    if record.version == version:
        return
    differing = {n: (getattr(record, n), v) for n, v in values.items() if getattr(record, n) != v}
    if differing:
        raise Conflict(diff={name: (_shown(name, a), _shown(name, b)) for name, (a, b) in differing.items()})


def without(values: Mapping[str, Any], keep: Iterable[str]) -> dict[str, Any]:
    """The entries to save when a person decided to keep what others saved in some fields."""
    kept = set(keep)
    return {name: value for name, value in values.items() if name not in kept}


def _shown(name: str, value: Any) -> Any:
    """A value of a conflict as people read it."""
    if isinstance(value, Text):
        return value.pick(i18n.lang())
    if name.endswith("_fen") and value is not None:
        return money.format_fen(value, i18n.lang())
    return "" if value is None else str(value)
