"""Steps of incubation cases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.incubation import service as incubation
from marketplace.incubation.models import IncubationCase
from tools.demo.stage import Stage, Step, day, paper


def take(stage: Stage, row: Step, step: Step) -> None:
    """Take one step of a case."""
    actor, action = stage.actor(step["actor"]), step["action"]
    if action in ("apply", "waive"):
        _begin(stage, actor, row, step)
        return
    public_id = stage.cases[row["key"]]
    if action == "record_milestone":
        incubation.record_milestone(
            actor, public_id=public_id, code=step["code"], reached_on=day(step["days_ago"]),
            evidence=step["evidence"], upload=paper(step["name"], step["body"]),
        )  # fmt: skip
    elif action == "edit":
        _edit(stage, actor, row, step, public_id)
    else:
        incubation.advance(
            actor, public_id=public_id, action=action, reason=step.get("reason"), criterion=step.get("criterion")
        )


def _begin(stage: Stage, actor: Any, row: Step, step: Step) -> None:
    values: dict[str, Any] = {
        "deal_public_id": stage.deals[row["deal"]], "demo": True, "title": Text.of(row["title"]),
        "plan": Text.of(row["plan"]), "incubator": stage.incubators[row["incubator"]],
    }  # fmt: skip
    begin = incubation.waive if step["action"] == "waive" else incubation.apply
    if step["action"] == "waive":
        values["reason"] = step["reason"]
    case = begin(actor, **values)
    session().flush()
    stage.cases[row["key"]] = case.public_id


def _edit(stage: Stage, actor: Any, row: Step, step: Step, public_id: str) -> None:
    case = session().scalars(select(IncubationCase).where(IncubationCase.public_id == public_id)).one()
    values: dict[str, Any] = {}
    for name in step["sets"]:
        if name in ("registered", "appraised"):
            days_ago = row[f"{name}_days_ago"]
            values[f"{name}_on"] = None if days_ago is None else day(days_ago)
        elif name == "company_name":
            values[name] = Text.of(row[name])
        else:
            values[name] = row[name]
    incubation.edit(actor, public_id=public_id, version=case.version, **values)
