"""Steps of pilot projects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.pilots import service as pilots
from marketplace.pilots.models import PilotProject
from tools.demo.stage import Stage, Step, day, number, paper


def take(stage: Stage, row: Step, step: Step) -> None:
    """Take one step of a pilot."""
    actor, action = stage.actor(step["actor"]), step["action"]
    if action == "apply":
        _apply(stage, actor, row)
        return
    public_id = stage.pilots[row["key"]]
    if action == "add_document":
        upload = paper(step["name"], step["body"])
        pilots.add_document(actor, public_id=public_id, code=step["code"], upload=upload)
    elif action == "decide":
        names = ("gate", "decision", "independent", "minutes", "reviewers", "conditions")
        pilots.decide(actor, public_id=public_id, **{name: step[name] for name in names})
    elif action == "add_measurement":
        _measure(actor, public_id, step)
    elif action == "meet_conditions":
        pilots.meet_conditions(actor, public_id=public_id, gate=step["gate"])
    else:
        level = step.get("final_level")
        pilots.advance(
            actor, public_id=public_id, action=action, reason=step.get("reason"),
            final_level=str(level) if level else None,
        )  # fmt: skip


def _apply(stage: Stage, actor: Any, row: Step) -> None:
    project = pilots.apply(
        actor, deal_public_id=stage.deals[row["deal"]], demo=True, title=Text.of(row["title"]),
        kind=row["kind"], objective=Text.of(row["objective"]), platform=stage.platforms[row["platform"]],
        start_level=str(row["start_level"]), starts_on=day(row["starts_days_ago"]),
        ends_on=day(row["ends_days_ago"]), budget_fen=row["budget_fen"], spent_fen=row["spent_fen"],
        failure_risk_rule=row["failure_risk_rule"],
    )  # fmt: skip
    session().flush()
    stage.pilots[row["key"]] = project.public_id
    if row["shares"]:
        shares = [
            {"organisation": stage.organisations[part["organisation"]].public_id,
             "percent": number(part["percent"])}
            for part in row["shares"]
        ]  # fmt: skip
        pilots.set_shares(SYSTEM, public_id=project.public_id, shares=shares)


def _measure(actor: Any, public_id: str, step: Step) -> None:
    project = session().scalars(select(PilotProject).where(PilotProject.public_id == public_id)).one()
    if project.round != step["round"]:
        raise ValueError(f"{public_id}: the script is in round {step['round']}, the pilot in {project.round}")
    pilots.add_measurement(
        actor, public_id=public_id, gate=step["gate"], metric=Text.of(step["metric"]),
        value=number(step["value"]), target=number(step["target"]), direction=step["direction"],
        unit=step["unit"], condition=step["condition"], batch=step["batch"], measured_on=day(step["days_ago"]),
    )  # fmt: skip
