"""The morning digest: what is due, overdue, stale or without a next action, one mail to each person a day."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.dialects.postgresql import insert

from marketplace.core import clock
from marketplace.core.unit import session
from marketplace.deals.models import Digest
from marketplace.deals.queries.reminders import Reminder, reminders
from marketplace.deals.service import letters


def send_digests() -> int:
    """Send today's digest to everybody who has something to do; returns how many got one.

    On days off nothing is sent. Safe to run twice: a person gets one digest a day.
    """
    today = clock.today()
    if clock.add_working_days(today.fromordinal(today.toordinal() - 1), 1) != today:
        return 0
    return sum(_send(user_id, rows) for user_id, rows in reminders(today).items())


def _send(user_id: int, rows: Mapping[str, list[Reminder]]) -> int:
    person = letters.one(user_id)
    if not person:
        return 0
    first = session().scalar(
        insert(Digest).values(user_id=user_id, day=clock.today()).on_conflict_do_nothing().returning(Digest.user_id)
    )
    if first is None:
        return 0
    shown = {
        kind: [(row.title.pick(person[0].lang), row.text, row.due.isoformat() if row.due else "") for row in found]
        for kind, found in rows.items()
    }
    letters.send(person, "digest", "/deals?mine=1", groups=shown, count=sum(map(len, rows.values())))
    return 1
