"""Loads the vocabulary from the data files: repeatable, reports what changed, retires instead of deleting."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from marketplace.core import audit, news
from marketplace.core.locks import Lock, hold
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.core.workdays import CalendarDay
from marketplace.taxonomy import models
from marketplace.taxonomy.queries.snapshot import mark_changed
from marketplace.taxonomy.service import seeds


@dataclass
class LoadReport:
    """Rows per table by what became of them; `kept` are rules that staff edited and the load left alone."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    retired: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    @property
    def is_quiet(self) -> bool:
        """Whether the database already said the same."""
        return not (self.created or self.changed or self.retired)

    @property
    def tables(self) -> list[str]:
        """The tables seen, in order."""
        return list(dict.fromkeys([*self.created, *self.changed, *self.unchanged, *self.retired, *self.kept]))


def load(actor: Actor, *, folder: Path = seeds.DATA) -> LoadReport:
    """Bring the vocabulary to what the data files say. Loading twice changes nothing.

    Entries that left the files are retired and stay readable; links and hints that left are removed. Rule
    parameters that staff edited keep the staff's text. A change is noted in the audit trail and published
    as `taxonomy.changed` with the names of the tables concerned.
    """
    hold(session(), Lock.TAXONOMY)
    report = LoadReport()
    for seed in seeds.read(folder):
        _sync(seed, report)
    _sync_rules(actor, seeds.rules(folder), report)
    if not report.is_quiet:
        counts = {name: dict(getattr(report, name)) for name in ("created", "changed", "retired")}
        audit.record("taxonomy.loaded", actor=actor, subjects=["taxonomy:all"], data=counts)
        touch([*report.created, *report.changed, *report.retired])
    return report


def touch(tables: list[str]) -> None:
    """Move the stamp, so that every process reads again, and tell who keeps copies of labels."""
    statement = insert(models.Stamp).values(id=1, number=1)
    grown = {"number": models.Stamp.number + 1}
    session().execute(statement.on_conflict_do_update(index_elements=["id"], set_=grown))
    mark_changed()
    news.publish("taxonomy.changed", tables=sorted(set(tables)))


def _sync(seed: seeds.Seed, report: LoadReport) -> None:
    stored = {tuple(getattr(row, name) for name in seed.key): row for row in session().scalars(select(seed.model))}
    for values in seed.rows:
        row = stored.pop(tuple(values[name] for name in seed.key), None)
        if row is None:
            session().add(seed.model(**values))
            report.created[seed.name] += 1
        elif isinstance(row, CalendarDay) and row.source != values["source"]:
            report.kept[seed.name] += 1  # somebody loaded an official notice; it outranks the package
        else:
            changed = _assign(row, values)
            (report.changed if changed else report.unchanged)[seed.name] += 1
    for row in stored.values():
        _drop(seed, row, report)
    session().flush()


def _assign(row: Any, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set what differs; an entry that is in the files again is no longer retired. Returns {field: [old, new]}."""
    wanted = {**values, "retired": False} if hasattr(row, "retired") else values
    changed = {}
    for name, value in wanted.items():
        old = getattr(row, name)
        if (old or Text()) != value if isinstance(value, Text) else old != value:
            changed[name] = [old, value]
            setattr(row, name, value)
    return changed


def _drop(seed: seeds.Seed, row: Any, report: LoadReport) -> None:
    """Retire what has a retirement mark; remove links and hints; leave days that others loaded."""
    if isinstance(row, CalendarDay) and row.source != seeds.CALENDAR_SOURCE:
        return
    if not hasattr(row, "retired"):
        session().delete(row)
        report.retired[seed.name] += 1
    elif not row.retired:
        row.retired = True
        report.retired[seed.name] += 1


def _sync_rules(actor: Actor, rows: list[seeds.Row], report: LoadReport) -> None:
    """Rules are never retired by a load: what they said on a day stays the answer for that day."""
    query = select(models.RuleParameter).where(models.RuleParameter.seed.is_not(None))
    stored = {row.seed: row for row in session().scalars(query)}
    for values in rows:
        row = stored.get(values["seed"])
        if row is None:
            session().add(models.RuleParameter(**values))
            report.created["rule_parameter"] += 1
        elif row.edited:
            report.kept["rule_parameter"] += 1
        elif changed := _assign(row, values):
            report.changed["rule_parameter"] += 1
            audit.record(
                "rule.changed",
                actor=actor,
                subjects=[f"rule:{row.public_id}"],
                changes={name: [plain(old), plain(new)] for name, (old, new) in changed.items()},
                reason="vocabulary release",
            )
        else:
            report.unchanged["rule_parameter"] += 1
    session().flush()


def plain(value: Any) -> Any:
    """A bilingual text as the audit trail keeps it; an empty one is nothing."""
    if not isinstance(value, Text):
        return value
    return {"zh": value.zh, "en": value.en} if value else None
