"""Rule parameters: the number in force at a place on a day, and the public table of all of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from marketplace.core import audit, clock
from marketplace.core.unit import session
from marketplace.taxonomy import models
from marketplace.taxonomy.errors import RuleMissing, UnknownRule
from marketplace.taxonomy.queries.snapshot import as_rule, current
from marketplace.taxonomy.queries.terms import Rule

SICHUAN, CHINA, SITE = "CN-SC", "CN", "SITE"


def rule(code: str, jurisdiction: str = SICHUAN, on_date: date | None = None, *, verified_only: bool = False) -> Rule:
    """The parameter in force on a day (today when not given), from the narrowest place that has one.

    Order of places: the one asked for (ISO 3166-2, Sichuan by default), then the country, then this site's own
    rule. `verified_only` passes over rows whose source was not read, for hard blocks. Raises RuleMissing.
    """
    day = on_date or clock.today()
    for place in dict.fromkeys((jurisdiction, CHINA, SITE)):
        for found in current().rules.get((code, place), ()):
            if found.in_force(day) and (found.verified or not verified_only):
                return found
    raise RuleMissing(code, jurisdiction, day.isoformat())


def rules_under(prefix: str, jurisdiction: str = SICHUAN, on_date: date | None = None) -> list[Rule]:
    """The parameters in force whose code begins with `prefix.`, one per code, in the order of their codes."""
    names = sorted({name for name, _place in current().rules if name.startswith(f"{prefix}.")})
    found = []
    for name in names:
        try:
            found.append(rule(name, jurisdiction, on_date))
        except RuleMissing:
            continue
    return found


def rule_table(*, jurisdiction: str | None = None, basis: str | None = None, on_date: date | None = None) -> list[Rule]:
    """All rule parameters by code, place and period; `on_date` keeps those in force on that day."""
    rows = [row for rows in current().rules.values() for row in rows]
    return sorted(
        (
            row
            for row in rows
            if (jurisdiction is None or row.jurisdiction == jurisdiction)
            and (basis is None or row.basis == basis)
            and (on_date is None or row.in_force(on_date))
        ),
        key=lambda row: (row.code, row.jurisdiction, row.effective_from or date.min),
    )


def rule_by_id(public_id: str) -> Rule:
    """One parameter as it is stored now. Raises UnknownRule."""
    row = session().scalar(select(models.RuleParameter).where(models.RuleParameter.public_id == public_id))
    if row is None:
        raise UnknownRule()
    return as_rule(row)


def rule_history(public_id: str) -> list[audit.EventView]:
    """What was changed about a parameter, newest first, with reasons and old and new values."""
    return audit.timeline(f"rule:{public_id}")
