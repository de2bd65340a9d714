"""Staff edits of rule parameters: a correction in place, or a new value from a day on; nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from marketplace.core import audit
from marketplace.core.errors import Conflict
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.taxonomy.errors import RulePeriodTaken, UnknownRule
from marketplace.taxonomy.models import RuleParameter
from marketplace.taxonomy.policy import RULES
from marketplace.taxonomy.queries.snapshot import as_rule
from marketplace.taxonomy.queries.terms import Rule
from marketplace.taxonomy.service.load import plain, touch

EDITABLE = ("value", "effective_from", "effective_to", "source", "basis", "verified", "note")


def revise_rule(actor: Actor, *, public_id: str, version: int, reason: str, **values: Any) -> Rule:
    """Correct a rule parameter in place: value, period, source, basis, verified mark or note.

    `values` are the loaded fields of RuleSchema. The former text stays in the audit trail. Raises UnknownRule,
    Forbidden, Conflict (somebody saved meanwhile) or RulePeriodTaken.
    """
    row = _locked(actor, public_id, version, values)
    _check_period(row.code, row.jurisdiction, values["effective_from"], values["effective_to"], besides=[row.id])
    changes = _write(row, values)
    if changes:
        row.edited = True
        _record("rule.revised", actor, row, changes, reason)
    session().flush()
    return as_rule(row)


def succeed_rule(actor: Actor, *, public_id: str, version: int, reason: str, **values: Any) -> Rule:
    """Let a new value follow from `effective_from` on; the present one ends the day before and stays readable.

    `values` are the loaded fields of NextRuleSchema. Raises UnknownRule, Forbidden, Conflict or RulePeriodTaken
    (also when the new period would begin before the present one).
    """
    row = _locked(actor, public_id, version, values)
    start: date = values["effective_from"]
    if row.effective_from and start <= row.effective_from:
        raise RulePeriodTaken(fields={"effective_from": [RulePeriodTaken.message]})
    _check_period(row.code, row.jurisdiction, start, values["effective_to"], besides=[row.id])
    if row.effective_to is None or row.effective_to >= start:
        end = start - timedelta(days=1)
        _record("rule.ended", actor, row, {"effective_to": [row.effective_to, end]}, reason)
        row.effective_to, row.edited = end, True
    following = RuleParameter(
        code=row.code,
        jurisdiction=row.jurisdiction,
        title=row.title,
        edited=True,
        **{name: values[name] for name in EDITABLE if name != "value"},
        value=_kept_scale(row, values["value"]),
    )
    session().flush()
    session().add(following)
    session().flush()
    _record("rule.succeeded", actor, following, {}, reason)
    return as_rule(following)


def _locked(actor: Actor, public_id: str, version: int, values: Mapping[str, Any]) -> RuleParameter:
    """The row, locked so that two editors of one rule come one after the other."""
    query = select(RuleParameter).where(RuleParameter.public_id == public_id).with_for_update()
    row = session().scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise UnknownRule()
    RULES.check(actor, "edit", row)
    if row.version != version:
        pairs = {name: (plain(getattr(row, name)), plain(values[name])) for name in EDITABLE}
        raise Conflict(diff={name: pair for name, pair in pairs.items() if pair[0] != pair[1]})
    return row


def _check_period(code: str, place: str, start: date | None, end: date | None, *, besides: list[int]) -> None:
    query = select(RuleParameter.id).where(
        RuleParameter.code == code, RuleParameter.jurisdiction == place, RuleParameter.id.not_in(besides)
    )
    if end is not None:
        query = query.where(or_(RuleParameter.effective_from.is_(None), RuleParameter.effective_from <= end))
    if start is not None:
        query = query.where(or_(RuleParameter.effective_to.is_(None), RuleParameter.effective_to >= start))
    if session().scalar(query.limit(1)) is not None:
        raise RulePeriodTaken(fields={"effective_from": [RulePeriodTaken.message]})


def _write(row: RuleParameter, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    before = {name: plain(getattr(row, name)) for name in EDITABLE}
    for name in EDITABLE:
        setattr(row, name, _kept_scale(row, values[name]) if name == "value" else values[name])
    return audit.diff(before, {name: plain(getattr(row, name)) for name in EDITABLE})


def _kept_scale(row: RuleParameter, value: Mapping[str, Any]) -> dict[str, Any]:
    """A level keeps the scale it belongs to; nobody retypes it (V66)."""
    scale = row.value.get("scale_id")
    return {**value, "scale_id": scale} if scale else dict(value)


def _record(kind: str, actor: Actor, row: RuleParameter, changes: Mapping[str, list[Any]], reason: str) -> None:
    data = {"code": row.code, "jurisdiction": row.jurisdiction, "value": row.value}
    subjects = [f"rule:{row.public_id}"]
    audit.record(kind, actor=actor, subjects=subjects, changes=changes, reason=reason, data=data)
    touch(["rule_parameter"])
