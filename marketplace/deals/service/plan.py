"""What happens next in a deal: the one next action, and the tasks around it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.core import clock
from marketplace.core.errors import Forbidden, Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealTask
from marketplace.deals.policy import DEAL, LEAD_STAFF, sees_task
from marketplace.deals.service import letters, records


def set_next_action(
    actor: Actor,
    *,
    public_id: str,
    version: int,
    next_action: str,
    next_action_due: date,
    owner: str | None = None,
    done: bool = False,
    keep: tuple[str, ...] = (),
) -> Deal:
    """Plan the next action; `done` first marks the present one as done (“done and schedule next”).

    `owner` is the public id of the person who does it, the actor when not given; `keep` names entries of
    somebody else's save that stay. Raises Conflict with both versions when the deal changed since `version`.
    """
    deal = records.for_change(actor, public_id, "plan")
    person = person_on(deal, actor, owner)
    wanted = {"next_action": next_action, "next_action_due": next_action_due, "next_action_owner_id": person}
    plain = {name: value for name, value in wanted.items() if name != "next_action_owner_id"}
    records.check_version(deal, version, records.without(plain, keep))
    if done and deal.next_action:
        records.note_event(actor, deal, "finish_action", data={"action": deal.next_action})
    kept = ("next_action_owner_id",) if "owner" in keep else ()
    changes: dict[str, Any] = {}
    for name, value in records.without(wanted, (*keep, *kept)).items():
        if getattr(deal, name) != value and name != "next_action_owner_id":
            changes[name] = [getattr(deal, name), value]
        setattr(deal, name, value)
    records.note_event(actor, deal, "plan_action", changes=changes)
    if deal.next_action_owner_id != actor.user_id:
        letters.about_deal(
            deal, letters.one(deal.next_action_owner_id), "action_planned", action=deal.next_action or "",
            due=next_action_due,
        )  # fmt: skip
    return deal


def people_ids(deal: Deal) -> list[int]:
    """Who may be given something to do: the broker and the contact persons of the parties."""
    ids = [deal.broker_user_id, *(row.contact_user_id for row in deal.parties if row.left_at is None)]
    return list(dict.fromkeys(number for number in ids if number is not None))


def person_on(deal: Deal, actor: Actor, public_id: str | None, field: str = "owner") -> int:
    """The person behind a public id, when part of the deal or of the desk; the actor when none is named."""
    if not public_id or public_id == actor.public_id:
        if actor.user_id is None:
            raise Invalid(fields={field: [l_("Choose who is to do it.")]})
        return actor.user_id
    person = accounts.user_by_public_id(public_id)
    desk = {staff.user_id for staff in accounts.staff_contacts(*LEAD_STAFF)}
    if person is None or person.user_id not in {*people_ids(deal), *desk}:
        raise Invalid(fields={field: [l_("Choose one of the people of this deal.")]})
    return person.user_id


def add_task(
    actor: Actor, *, public_id: str, title: str, due: date, assignee: str | None = None, visibility: str = "shared"
) -> DealTask:
    """Give somebody something to do; only broker and centre write internal tasks."""
    deal = records.for_change(actor, public_id, "add_task")
    if visibility == "internal" and not DEAL.may(actor, "write_internal", deal):
        raise Forbidden()
    assignee_id = person_on(deal, actor, assignee, "assignee")
    if visibility == "internal" and not _of_the_desk(deal, actor, assignee_id):
        raise Invalid(fields={"assignee": [l_("An internal task is for the broker or the centre.")]})
    task = DealTask(
        deal_id=deal.id, title=title, assignee_id=assignee_id, due=due, visibility=visibility,
        created_by_id=actor.user_id,
    )  # fmt: skip
    session().add(task)
    seen = "parties" if visibility == "shared" else "staff"
    records.note_event(actor, deal, "add_task", visibility=seen, data={"title": title})
    letters.about_deal(
        deal, letters.one(assignee_id), "task_assigned", but=actor, task=title, due=due
    )  # fmt: skip
    return task


def _of_the_desk(deal: Deal, actor: Actor, user_id: int) -> bool:
    return user_id in (deal.broker_user_id, actor.user_id) or user_id in {
        person.user_id for person in accounts.staff_contacts(*LEAD_STAFF)
    }


def complete_task(actor: Actor, *, public_id: str, task_public_id: str) -> DealTask:
    """Mark a task as done: by whoever it was given to, or by those who plan the deal. Doing it twice changes nothing.

    Raises NotFound for tasks the actor does not see, Forbidden for tasks of others.
    """
    deal = records.for_change(actor, public_id)
    task = session().scalar(
        select(DealTask).where(DealTask.deal_id == deal.id, DealTask.public_id == task_public_id).with_for_update()
    )
    if task is None or not sees_task(actor, deal, task):
        raise NotFound()
    if task.assignee_id != actor.user_id and not DEAL.may(actor, "plan", deal):
        raise Forbidden()
    if task.done_at is None:
        task.done_at, task.done_by_id = clock.now(), actor.user_id
        seen = "parties" if task.visibility == "shared" else "staff"
        records.note_event(actor, deal, "complete_task", visibility=seen, data={"title": task.title})
    return task
