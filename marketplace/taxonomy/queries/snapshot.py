"""One cached copy of the vocabulary per process, read again when the stamp in the database has moved."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from marketplace.core.text import Text
from marketplace.core.unit import SessionFactory, session
from marketplace.taxonomy import models
from marketplace.taxonomy.queries.terms import Field, GreenPattern, Level, Region, Rule, Scale, Term
from marketplace.taxonomy.queries.wording import value_text

CHECK_SECONDS = 2.0  # how long another process may go on showing the copy from before a change
CHANGED = "taxonomy_changed"
Lists = Mapping[str, Mapping[str, Term]]


@dataclass(frozen=True)
class Snapshot:
    """Everything the vocabulary answers from; retired entries included and marked."""

    stamp: int
    lists: Lists
    fields: Mapping[str, Field]
    scales: Mapping[str, Scale]
    regions: Mapping[str, Region]
    ipc_fields: Mapping[str, tuple[tuple[str, int], ...]]
    green_patterns: Mapping[str, tuple[GreenPattern, ...]]
    rules: Mapping[tuple[str, str], tuple[Rule, ...]]


class _Kept:
    """The process's copy and when it was last known to be current."""

    copy: Snapshot | None = None
    checked_at: float = 0.0


def current() -> Snapshot:
    """The vocabulary as the open unit of work sees it."""
    opened = session()
    if opened.info.get(CHANGED):
        # This unit changed the vocabulary and has not committed: its own view is shared with nobody.
        if opened.info.get("taxonomy_own") is None:
            opened.info["taxonomy_own"] = _read(opened, -1)
        return opened.info["taxonomy_own"]
    kept = _Kept.copy
    if kept is not None and time.monotonic() - _Kept.checked_at < CHECK_SECONDS:
        return kept
    stamp = opened.scalar(select(models.Stamp.number)) or 0
    if kept is None or kept.stamp != stamp:
        kept = _read(opened, stamp)
    _Kept.copy, _Kept.checked_at = kept, time.monotonic()
    return kept


def mark_changed() -> None:
    """Called by the service after it wrote: this unit reads its own view until it commits."""
    session().info[CHANGED] = True
    session().info["taxonomy_own"] = None


def forget() -> None:
    """Read the vocabulary again at the next question."""
    _Kept.copy, _Kept.checked_at = None, 0.0


@event.listens_for(SessionFactory, "after_commit")
@event.listens_for(SessionFactory, "after_rollback")
def _unit_ended(opened: Session) -> None:
    if opened.info.pop(CHANGED, False):
        opened.info.pop("taxonomy_own", None)
        forget()


def _read(opened: Session, stamp: int) -> Snapshot:
    technologies = _terms(opened, models.KeyTechnology, parent="field_code")
    industries = _terms(opened, models.Industry)
    green = _terms(opened, models.GreenClass, parent="parent_code", facts=("scheme",))
    regions = _regions(opened)
    lists: dict[str, Mapping[str, Term]] = {
        "industry": industries,
        "key_technology": technologies,
        "green_class": green,
        "region": {r.code: Term(r.code, r.label, n, r.parent, {}, r.retired) for n, r in enumerate(regions.values())},
        "ipc": _ipc(opened),
        **_code_lists(opened),
    }
    fields = _fields(opened, industries, technologies, green)
    lists["field"] = {f.code: Term(f.code, f.label, f.order, None, {}, f.retired) for f in fields.values()}
    scales = _scales(opened)
    lists["maturity_scale"] = {s.scale_id: Term(s.scale_id, s.label, 0, None, {}, s.retired) for s in scales.values()}
    for scale in scales.values():
        lists[f"maturity:{scale.scale_id}"] = {
            str(v.level): Term(str(v.level), v.label, v.level, None, {"stage": v.stage}, v.retired)
            for v in scale.levels
        }
    return Snapshot(
        stamp=stamp,
        lists=MappingProxyType(lists),
        fields=fields,
        scales=scales,
        regions=regions,
        ipc_fields=_ipc_fields(opened),
        green_patterns=_green_patterns(opened),
        rules=_rules(opened, lists),
    )


def _terms(
    opened: Session, model: type[Any], *, parent: str | None = None, facts: tuple[str, ...] = ()
) -> dict[str, Term]:
    rows = opened.scalars(select(model).order_by(model.order))
    return {
        row.code: Term(
            row.code,
            row.label,
            row.order,
            getattr(row, parent) if parent else None,
            {name: getattr(row, name) for name in facts},
            row.retired,
        )
        for row in rows
    }


def _code_lists(opened: Session) -> dict[str, dict[str, Term]]:
    lists: dict[str, dict[str, Term]] = defaultdict(dict)
    for row in opened.scalars(select(models.Code).order_by(models.Code.list, models.Code.order)):
        lists[row.list][row.code] = Term(row.code, row.label, row.order, row.parent_code, row.facts, row.retired)
    return lists


def _fields(
    opened: Session, industries: dict[str, Term], technologies: dict[str, Term], green: dict[str, Term]
) -> dict[str, Field]:
    served: dict[str, set[str]] = defaultdict(set)
    for link in opened.scalars(select(models.FieldIndustry)):
        served[link.field_code].add(link.industry_code)
    classed: dict[str, list[str]] = defaultdict(list)
    for usual in opened.scalars(select(models.FieldGreenClass).order_by(models.FieldGreenClass.order)):
        classed[usual.field_code].append(usual.green_class_code)
    return {
        row.code: Field(
            row.code,
            row.label,
            row.order,
            tuple(t for t in industries.values() if t.code in served[row.code]),
            tuple(t for t in technologies.values() if t.parent == row.code),
            tuple(green[code] for code in classed[row.code]),
            row.retired,
        )
        for row in opened.scalars(select(models.Field).order_by(models.Field.order))
    }


def _scales(opened: Session) -> dict[str, Scale]:
    levels: dict[str, list[Level]] = defaultdict(list)
    for row in opened.scalars(select(models.MaturityLevel).order_by(models.MaturityLevel.level)):
        levels[row.scale_id].append(Level(row.scale_id, row.level, row.label, row.evidence, row.stage, row.retired))
    return {
        row.scale_id: Scale(row.scale_id, row.label, row.source, tuple(levels[row.scale_id]), row.retired)
        for row in opened.scalars(select(models.MaturityScale).order_by(models.MaturityScale.order))
    }


def _regions(opened: Session) -> dict[str, Region]:
    rows = opened.scalars(select(models.Region).order_by(models.Region.order))
    return {
        row.code: Region(
            row.code,
            row.label,
            row.short,
            row.parent_code,
            None if row.tile_row is None or row.tile_column is None else (row.tile_row, row.tile_column),
            row.retired,
        )
        for row in rows
    }


def _ipc(opened: Session) -> dict[str, Term]:
    """Subclasses without a title of their own carry the title of their class."""
    terms: dict[str, Term] = {}
    for row in opened.scalars(select(models.IpcSymbol).order_by(models.IpcSymbol.symbol)):
        parent = None if row.level == "section" else row.symbol[: 1 if row.level == "class" else 3]
        label = row.label or (terms[parent].label if parent else Text())
        terms[row.symbol] = Term(row.symbol, label, row.order, parent, {"level": row.level}, row.retired)
    return terms


def _ipc_fields(opened: Session) -> dict[str, tuple[tuple[str, int], ...]]:
    hints: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in opened.scalars(select(models.IpcField).order_by(models.IpcField.prefix, models.IpcField.field_code)):
        hints[row.prefix].append((row.field_code, row.weight))
    return {prefix: tuple(pairs) for prefix, pairs in hints.items()}


def _green_patterns(opened: Session) -> dict[str, tuple[GreenPattern, ...]]:
    patterns: dict[str, list[GreenPattern]] = defaultdict(list)
    for row in opened.scalars(select(models.GreenIpc).order_by(models.GreenIpc.pattern)):
        patterns[row.subclass].append(
            GreenPattern(row.subclass, row.group_from, row.group_to, row.subgroup_from, row.subgroup_to)
        )
    return {subclass: tuple(rows) for subclass, rows in patterns.items()}


def _rules(opened: Session, lists: Lists) -> dict[tuple[str, str], tuple[Rule, ...]]:
    rules: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    order = (models.RuleParameter.code, models.RuleParameter.jurisdiction, models.RuleParameter.effective_from)
    for row in opened.scalars(select(models.RuleParameter).order_by(*order)):
        rules[row.code, row.jurisdiction].append(_rule(row, lists))
    return {key: tuple(items) for key, items in rules.items()}


def as_rule(row: models.RuleParameter) -> Rule:
    """The record of a stored rule parameter."""
    return _rule(row, current().lists)


def _rule(row: models.RuleParameter, lists: Lists) -> Rule:
    def named(list_name: str, code: str) -> Text:
        term = lists.get(list_name, {}).get(code)
        return term.label if term else Text(code, code)

    scale = row.value.get("scale_id")
    return Rule(
        row.public_id,
        row.code,
        row.jurisdiction,
        row.title,
        MappingProxyType(dict(row.value)),
        row.effective_from,
        row.effective_to,
        row.source,
        row.basis,
        row.verified,
        row.note or Text(),
        row.version,
        place=named("jurisdiction", row.jurisdiction),
        basis_label=named("rule_basis", row.basis),
        shown=value_text(row.value, lists.get("rule_unit", {})),
        scale_label=named("maturity_scale", scale) if scale else Text(),
    )
