"""The morning digest: what is due, overdue, stale or without a next action, one mail to each person a day."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts.models import User
from marketplace.accounts.service import signin
from marketplace.core import clock, workdays
from marketplace.core.unit import session
from marketplace.deals.models import Digest
from marketplace.deals.queries.reminders import Reminder, for_person, reminders
from marketplace.deals.service import letters


def send_digests() -> int:
    """Send today's digest to everybody who has something to do; returns how many got one.

    On days off nothing is sent. Safe to run twice: a person gets one digest a day.
    """
    today = clock.today()
    if not workdays.is_working_day(today):
        return 0
    return sum(_send(user_id, rows) for user_id, rows in reminders(today).items())


def _send(user_id: int, rows: dict[str, list[Reminder]]) -> int:
    user = session().get(User, user_id)
    if user is None or not user.active:
        return 0
    rows = for_person(signin.actor_of(user), rows)
    if not rows:
        return 0
    first = session().scalar(
        insert(Digest).values(user_id=user_id, day=clock.today()).on_conflict_do_nothing().returning(Digest.user_id)
    )
    if first is None:
        return 0
    shown = {kind: [(row.title.pick(user.lang), row.text, row.due) for row in found] for kind, found in rows.items()}
    letters.send(letters.one(user_id), "digest", "/deals?mine=1", groups=shown, count=sum(map(len, rows.values())))
    return 1
