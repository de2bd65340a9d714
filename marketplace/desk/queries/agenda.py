"""What one person is to do in deals: next actions and tasks that are overdue or due soon, in one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import literal, select, union_all

from marketplace.core import clock
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals.models import Deal, DealTask
from marketplace.deals.queries.reach import visible_deals
from marketplace.deals.workflow import OPEN

HORIZON_DAYS = 7  # calendar days ahead that still count as "soon"


@dataclass(frozen=True)
class Errand:
    """One thing to do: `kind` is action or task; `days_left` is negative once it is overdue."""

    kind: str
    deal_public_id: str
    deal_title: Text
    text: str
    due: date
    days_left: int

    @property
    def tone(self) -> str:
        return "danger" if self.days_left < 0 else "warning" if self.days_left == 0 else "neutral"


def errands(actor: Actor, *, days_ahead: int = HORIZON_DAYS) -> Sequence[Errand]:
    """Open errands of the person in deals that he still sees, the most urgent first."""
    if actor.user_id is None:
        return []
    today = clock.today()
    until = today + timedelta(days=days_ahead)
    rows = session().execute(union_all(_actions(actor, until), _tasks(actor, until)).order_by("due", "public_id"))
    return [
        Errand(row.kind, row.public_id, Text(row.title_zh, row.title_en), row.what, row.due, (row.due - today).days)
        for row in rows
    ]


def _deal_columns() -> tuple[Any, ...]:
    return (Deal.public_id.label("public_id"), Deal.title_zh.label("title_zh"), Deal.title_en.label("title_en"))  # type: ignore[attr-defined]  # made by bilingual()


def _actions(actor: Actor, until: date) -> Any:
    return select(
        literal("action").label("kind"), *_deal_columns(), Deal.next_action.label("what"),
        Deal.next_action_due.label("due"),
    ).where(
        Deal.next_action_owner_id == actor.user_id, Deal.next_action_due <= until, Deal.state.in_(OPEN),
        visible_deals(actor),
    )  # fmt: skip


def _tasks(actor: Actor, until: date) -> Any:
    return (
        select(
            literal("task").label("kind"), *_deal_columns(), DealTask.title.label("what"), DealTask.due.label("due")
        )
        .join(Deal, Deal.id == DealTask.deal_id)
        .where(
            DealTask.assignee_id == actor.user_id, DealTask.done_at.is_(None), DealTask.due <= until,
            Deal.state.in_(OPEN), visible_deals(actor),
        )
    )  # fmt: skip
