"""Limits of stages: loaded from the data file, edited by the centre, never overwritten once edited."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import select

from marketplace.core import audit
from marketplace.core.errors import Conflict, NotFound
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.deals.models import StageRule

SEEDS = Path(__file__).resolve().parent.parent / "data" / "stage_rules.csv"


def load(actor: Actor, path: Path = SEEDS) -> dict[str, int]:
    """Bring the limits to what the file says; rows that staff edited stay. Repeatable. Returns counts by verdict."""
    present = {(row.pathway, row.stage): row for row in session().scalars(select(StageRule))}
    counts = {"created": 0, "changed": 0, "kept": 0, "unchanged": 0}
    with path.open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            counts[_bring(present.get((line["pathway"], line["stage"])), line)] += 1
    if counts["created"] or counts["changed"]:
        audit.record("stage_rule.load", actor=actor, subjects=["stage_rule:all"], data=counts)
    return counts


def _bring(row: StageRule | None, line: dict[str, str]) -> str:
    days = {"day_limit": int(line["day_limit"]), "rot_days": int(line["rot_days"])}
    if row is None:
        session().add(StageRule(pathway=line["pathway"], stage=line["stage"], **days))
        return "created"
    if row.edited:
        return "kept"
    if (row.day_limit, row.rot_days) == (days["day_limit"], days["rot_days"]):
        return "unchanged"
    row.day_limit, row.rot_days = days["day_limit"], days["rot_days"]
    return "changed"


def edit(actor: Actor, *, public_id: str, version: int, day_limit: int, rot_days: int) -> StageRule:
    """Change the limits of a stage (calendar days). Raises NotFound, Conflict with both versions."""
    row = session().scalar(select(StageRule).where(StageRule.public_id == public_id).with_for_update())
    if row is None:
        raise NotFound()
    wanted = {"day_limit": day_limit, "rot_days": rot_days}
    before = {name: getattr(row, name) for name in wanted}
    changes = audit.diff(before, wanted)
    if row.version != version and changes:
        raise Conflict(diff={name: (str(old), str(new)) for name, (old, new) in changes.items()})
    if changes:
        row.day_limit, row.rot_days, row.edited = day_limit, rot_days, True
        audit.record("stage_rule.edit", actor=actor, subjects=[f"stage_rule:{row.public_id}"], changes=changes)
    return row
