"""How a deal is doing: one rule for tiles, lists, pages and filters (normal, near its limit, overdue, stale)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, cast, func, literal, or_, select

from marketplace.core import clock
from marketplace.core.i18n import _, ngettext
from marketplace.core.unit import session
from marketplace.deals.models import Deal, StageRule
from marketplace.deals.workflow import OPEN
from marketplace.taxonomy import queries as taxonomy

FLAGS = ("overdue", "stale", "near", "no_next_action")
TONES = {"normal": "success", "near": "warning", "overdue": "danger", "stale": "danger", "ended": "neutral"}


@dataclass(frozen=True)
class Limit:
    """Calendar days a stage may take, and days without activity after which a deal is stale."""

    day_limit: int | None
    rot_days: int

    @property
    def near_from(self) -> int | None:
        """The first day on which at most a fifth of the limit is left."""
        return None if self.day_limit is None else -(-self.day_limit * 4 // 5)


@dataclass(frozen=True)
class Health:
    """The state of a deal as words and tone, with the flags that filters and badges use."""

    code: str
    text: str
    tone: str
    flags: frozenset[str]
    stage_days: int
    day_limit: int | None
    silent_days: int
    action_late_days: int


Limits = Mapping[tuple[str, str], Limit]


def limits() -> Limits:
    """The limits by pathway and stage, in one query."""
    rows = session().execute(select(StageRule.pathway, StageRule.stage, StageRule.day_limit, StageRule.rot_days))
    return {(row.pathway, row.stage): Limit(row.day_limit, row.rot_days) for row in rows}


def _default_rot_days() -> int:
    return taxonomy.rule("deal_stale_days").integer


def _days_since(instant: datetime, today: date) -> int:
    return (today - clock.local(instant).date()).days


def health_of(deal: Any, known: Limits) -> Health:
    """The health of a deal (a row or a summary) today. All days are calendar days in Asia/Shanghai."""
    today = clock.today()
    limit = known.get((deal.pathway, deal.state)) or Limit(None, _default_rot_days())
    days, silent = _days_since(deal.state_changed_at, today), _days_since(deal.last_activity_at, today)
    late = max(0, (today - deal.next_action_due).days) if deal.next_action_due else 0
    if deal.state not in OPEN:
        return Health("ended", _("Ended"), TONES["ended"], frozenset(), days, None, silent, 0)
    over = limit.day_limit is not None and days > limit.day_limit
    flags = {
        "overdue": over or late > 0,
        "stale": silent >= limit.rot_days,
        "near": not over and limit.near_from is not None and days >= limit.near_from,
        "no_next_action": deal.next_action is None,
    }
    held = frozenset(name for name, holds in flags.items() if holds)
    code = next((name for name in ("overdue", "stale", "near") if name in held), "normal")
    text = _words(code, days, limit.day_limit, silent, late)
    return Health(code, text, TONES[code], held, days, limit.day_limit, silent, late)


def _words(code: str, days: int, day_limit: int | None, silent: int, late: int) -> str:
    if code == "overdue" and day_limit is not None and days > day_limit:
        over = days - day_limit
        return ngettext("Stage overdue by %(num)s day", "Stage overdue by %(num)s days", over)
    if code == "overdue":
        return ngettext("Next action overdue by %(num)s day", "Next action overdue by %(num)s days", late)
    if code == "stale":
        return ngettext("No activity for %(num)s day", "No activity for %(num)s days", silent)
    if code == "near" and day_limit is not None:
        return ngettext("%(num)s day left in this stage", "%(num)s days left in this stage", day_limit - days)
    return _("On time")


def badges(health: Health) -> list[tuple[str, str]]:
    """(text, tone) of every flag but the one the signal itself shows."""
    words = {
        "no_next_action": (_("No next action"), "danger"),
        "overdue": (_("Overdue"), "danger"),
        "stale": (_("Stale"), "warning"),
    }
    return [words[name] for name in words if name in health.flags and name != health.code]


def condition(flag: str) -> ColumnElement[bool]:
    """The same rule as a condition on `Deal`, for filters and counts."""
    today = clock.today()
    days, silent = _day_count(Deal.state_changed_at, today), _day_count(Deal.last_activity_at, today)
    day_limit, rot_days = _rule(StageRule.day_limit), func.coalesce(_rule(StageRule.rot_days), _default_rot_days())
    over = func.coalesce(days > day_limit, False)
    conditions = {
        "overdue": or_(over, func.coalesce(Deal.next_action_due < today, False)),
        "stale": silent >= rot_days,
        "near": and_(~over, func.coalesce(days * 5 >= day_limit * 4, False)),
        "no_next_action": Deal.next_action.is_(None),
    }
    return and_(Deal.state.in_(OPEN), conditions[flag])


def _day_count(instant: Any, today: date) -> ColumnElement[int]:
    local_day = cast(func.timezone(str(clock.SHANGHAI), instant), Date)
    return cast(literal(today, Date) - local_day, Integer)


def _rule(column: Any) -> Any:
    return (
        select(column)
        .where(StageRule.pathway == Deal.pathway, StageRule.stage == Deal.state)
        .correlate(Deal)
        .scalar_subquery()
    )
