"""Steps of enquiries and deals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealTask, Enquiry
from marketplace.deals.service import (
    assignment,
    details,
    enquiries,
    lifecycle,
    notes,
    papers,
    parties,
    plan,
    response_clock,
)
from tools.demo import play_needs
from tools.demo.stage import Stage, Step, day, on, paper

MOVES = frozenset({"screen", "negotiate", "sign", "lose", "close", "reopen", "step_back"})


def enquiry(stage: Stage, row: Mapping[str, Any]) -> None:
    """Ask, answer, escalate and end one enquiry; acceptance is the first step of its deal."""
    with on(row["asked_days_ago"], 0):
        if row["need"]:
            play_needs.reopen(stage, row["need"], row["owner"])
        made = enquiries.create(
            stage.actor(row["asker_person"]), listing=stage.listings.get(row["listing"] or ""),
            need=stage.needs[row["need"]].public_id if row["need"] else None,
            offered_listing=stage.listings.get(row["offered_listing"] or ""), wanted_mode=row["wanted_mode"],
            question=row["messages"][0]["body"], quantity=row["quantity"], time_frame=row["time_frame"], demo=True,
        )  # fmt: skip
        session().flush()
    stage.deals[row["key"]] = made.public_id
    escalated = row["escalated_days_ago"]
    for order, message in enumerate(row["messages"][1:], 1):
        if escalated is not None and message["days_ago"] < escalated:
            _escalate(escalated)
            escalated = None
        with on(message["days_ago"], order):
            enquiries.write(_author(stage, message, made), public_id=made.public_id, body=message["body"])
            session().flush()
    if escalated is not None:
        _escalate(escalated)
    if row["state"] in ("declined", "withdrawn", "blocked", "expired"):
        with on(row["ended_days_ago"], 30):
            _end(stage, row, made.public_id)


def _author(stage: Stage, message: Mapping[str, Any], enquiry: Enquiry) -> Actor:
    """The person of the script; for the broker the one whom the response clock picked."""
    if message["side"] != "broker":
        return stage.actor(message["author"])
    return next(stage.actor(key) for key, user in stage.people.items() if user.id == enquiry.broker_user_id)


def _escalate(days_ago: int) -> None:
    with on(days_ago - 1, 0):  # the day for the answer is over at its midnight
        response_clock.escalate_overdue()
        session().flush()


def _end(stage: Stage, row: Mapping[str, Any], public_id: str) -> None:
    if row["state"] == "declined":
        enquiries.decline(
            stage.actor(row["owner_person"]), public_id=public_id, code=row["decline_code"], note=row["decline_note"]
        )
    elif row["state"] == "withdrawn":
        enquiries.withdraw(stage.actor(row["asker_person"]), public_id=public_id, reason=row["end_reason"])
    elif row["state"] == "blocked":
        enquiries.block(stage.actor("lead"), public_id=public_id, reason=row["end_reason"])
    else:
        response_clock.expire_silent()
    session().flush()


def take(stage: Stage, row: Step, step: Step) -> None:
    """Take one step of a deal."""
    action, actor = step["action"], stage.actor(step["actor"])
    if action == "open":
        made = enquiries.accept(actor, public_id=stage.deals[row["enquiry"]], note=step["acceptance"])
        made.demo = True
        stage.deals[row["key"]] = made.public_id
        return
    if action in ("enter_pilot", "enter_incubation"):
        return  # the pilot and the case do this themselves when they begin
    deal = session().scalars(select(Deal).where(Deal.public_id == stage.deals[row["key"]])).one()
    if action in MOVES:
        lifecycle.advance(
            actor, public_id=deal.public_id, action=action, reason=step.get("reason"),
            loss_code=step.get("loss_code"), loss_note=step.get("loss_note"), outcome=step.get("outcome"),
        )  # fmt: skip
    else:
        _WORK[action](stage, actor, deal, step)


def _assign(stage: Stage, actor: Any, deal: Deal, step: Step) -> None:
    broker = stage.person(step["broker"])
    assignment.assign(actor, public_id=deal.public_id, broker_user_public_id=broker, version=deal.version)


def _declare(_stage: Stage, actor: Any, deal: Deal, step: Step) -> None:
    assignment.declare(
        actor, public_id=deal.public_id, related_sides=step["related_sides"], statement=step["statement"]
    )


def _plan(stage: Stage, actor: Any, deal: Deal, step: Step) -> None:
    plan.set_next_action(
        actor, public_id=deal.public_id, version=deal.version, next_action=step["text"],
        next_action_due=day(step["due_days_ago"]), owner=stage.person(step["owner"]), done=step["done_before"],
    )  # fmt: skip


def _note(_stage: Stage, actor: Any, deal: Deal, step: Step) -> None:
    notes.add_note(actor, public_id=deal.public_id, body=step["body"], kind=step["kind"], visibility=step["visibility"])


def _contact(stage: Stage, actor: Any, deal: Deal, step: Step) -> None:
    party = deal.party(step["side"])
    if party is not None:
        parties.name_contact(actor, public_id=deal.public_id, party_id=party.id, contact=stage.person(step["actor"]))


def _document(_stage: Stage, actor: Any, deal: Deal, step: Step) -> None:
    signed = step["signed_days_ago"]
    papers.upload(
        actor, public_id=deal.public_id, file=paper(step["name"], "演示文件，内容为虚构。"),
        purpose=step["purpose"], visibility=step["visibility"],
        signed_on=day(signed) if signed is not None else None,
    )  # fmt: skip


def _edit(_stage: Stage, actor: Any, deal: Deal, step: Step) -> None:
    details.edit(
        actor, public_id=deal.public_id, version=deal.version, title=deal.title, value_min_fen=step["value_min_fen"],
        value_max_fen=step["value_max_fen"], value_reason=step["value_reason"],
    )  # fmt: skip


def _task(stage: Stage, actor: Any, deal: Deal, step: Step) -> None:
    plan.add_task(
        actor, public_id=deal.public_id, title=step["title"], due=day(step["due_days_ago"]),
        assignee=stage.person(step["assignee"]),
    )  # fmt: skip


def _complete(_stage: Stage, actor: Any, deal: Deal, step: Step) -> None:
    query = select(DealTask).where(DealTask.deal_id == deal.id, DealTask.title == step["title"])
    plan.complete_task(actor, public_id=deal.public_id, task_public_id=session().scalars(query).one().public_id)


def _party(stage: Stage, actor: Any, deal: Deal, step: Step) -> None:
    organisation = stage.organisations[step["organisation"]].public_id
    parties.add_party(actor, public_id=deal.public_id, organisation=organisation, side=step["side"])


_WORK = {
    "assign_broker": _assign, "declare": _declare, "plan_action": _plan, "add_note": _note, "name_contact": _contact,
    "add_document": _document, "edit": _edit, "add_task": _task, "complete_task": _complete, "add_party": _party,
}  # fmt: skip
