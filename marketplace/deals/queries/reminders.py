"""What waits for whom today: actions and tasks due, deals without movement; for the digest and the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealTask
from marketplace.deals.queries import health as health_rules
from marketplace.deals.queries.reach import visible_deals
from marketplace.deals.workflow import OPEN

KINDS = ("overdue", "today", "stale", "no_next_action")


@dataclass(frozen=True)
class Reminder:
    """One line of a digest: a deal, and the action or task in question."""

    deal_public_id: str
    title: Text
    text: str
    due: date | None


def reminders(today: date, only: int | None = None) -> dict[int, dict[str, list[Reminder]]]:
    """By person and kind (overdue, today, stale, no_next_action), for everybody or for one user id.

    Actions and tasks remind whoever is to do them; stale deals and those without a next action, their broker.
    """
    found: dict[int, dict[str, list[Reminder]]] = defaultdict(lambda: defaultdict(list))
    for user_id, kind, row in [*_actions(today), *_tasks(today), *_idle()]:
        if only is None or user_id == only:
            found[user_id][kind].append(row)
    return {user_id: dict(rows) for user_id, rows in found.items()}


def _kind(due: date, today: date) -> str:
    return "overdue" if due < today else "today"


def _actions(today: date) -> Iterable[tuple[int, str, Reminder]]:
    rows = session().scalars(
        select(Deal).where(Deal.state.in_(OPEN), Deal.next_action_due <= today).order_by(Deal.next_action_due, Deal.id)
    )
    for deal in rows:
        if deal.next_action_owner_id and deal.next_action_due and deal.next_action:
            line = Reminder(deal.public_id, deal.title, deal.next_action, deal.next_action_due)
            yield deal.next_action_owner_id, _kind(deal.next_action_due, today), line


def _tasks(today: date) -> Iterable[tuple[int, str, Reminder]]:
    rows = session().execute(
        select(DealTask, Deal.public_id, Deal.title)
        .join(Deal, Deal.id == DealTask.deal_id)
        .where(Deal.state.in_(OPEN), DealTask.done_at.is_(None), DealTask.due <= today)
        .order_by(DealTask.due, DealTask.id)
    )
    for task, public_id, title in rows:
        yield task.assignee_id, _kind(task.due, today), Reminder(public_id, title, task.title, task.due)


def _idle() -> Iterable[tuple[int, str, Reminder]]:
    for flag in ("stale", "no_next_action"):
        rows = session().scalars(
            select(Deal).where(health_rules.condition(flag), Deal.broker_user_id.is_not(None)).order_by(Deal.id)
        )
        for deal in rows:
            yield deal.broker_user_id or 0, flag, Reminder(deal.public_id, deal.title, "", None)


def for_person(actor: Actor, rows: dict[str, list[Reminder]]) -> dict[str, list[Reminder]]:
    """The reminders of a person without those about deals that the person may no longer see."""
    named = {row.deal_public_id for found in rows.values() for row in found}
    seen = set(session().scalars(select(Deal.public_id).where(Deal.public_id.in_(named), visible_deals(actor))))
    kept = {kind: [row for row in found if row.deal_public_id in seen] for kind, found in rows.items()}
    return {kind: found for kind, found in kept.items() if found}


def due_for(actor: Actor, today: date) -> dict[str, list[Reminder]]:
    """What waits for one person today, by kind."""
    if actor.user_id is None:
        return {}
    return for_person(actor, reminders(today, actor.user_id).get(actor.user_id, {}))
