"""Sends what was found: one message a person and slot, only of what its reader may still find."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts.models import User
from marketplace.alerts.models import Delivery, Match, Record, SavedSearch, Watch
from marketplace.alerts.service import letters, slots
from marketplace.alerts.service.letters import Waiting
from marketplace.alerts.service.readers import audiences
from marketplace.alerts.service.searches import allow_test
from marketplace.core import clock, jobs
from marketplace.core.errors import NotFound
from marketplace.core.outbox import ENTITIES
from marketplace.core.policy import Actor
from marketplace.core.unit import session


def queue_due() -> int:
    """Queue one job for each person and frequency with something to send now; returns how many."""
    due = list(_due())
    for user_id, frequency in due:
        jobs.defer("alerts.deliver", user_id=user_id, frequency=frequency)
    return len(due)


def deliver_due() -> int:
    """Send everything that is due, here and now; returns how many messages."""
    return sum(deliver(user_id, frequency) for user_id, frequency in list(_due()))


def _due() -> Iterable[tuple[int, str]]:
    for frequency in ("at_once", *slots.DIGESTS):
        person = func.coalesce(SavedSearch.user_id, Watch.user_id)
        yield from (
            (user_id, frequency)
            for user_id in session().scalars(_waiting(frequency).with_only_columns(person).distinct().order_by(person))
        )


def _waiting(frequency: str) -> Select[Match, SavedSearch, Watch, Record]:
    """Matches of sources with this frequency that were found in time for the present slot."""
    query = (
        select(Match, SavedSearch, Watch, Record)
        .outerjoin(SavedSearch, SavedSearch.id == Match.search_id)
        .outerjoin(Watch, Watch.id == Match.watch_id)
        .join(Record, (Record.entity == Match.entity) & (Record.entity_id == Match.entity_id))
        .where(Match.delivery_id.is_(None), or_(SavedSearch.frequency == frequency, Watch.frequency == frequency))
    )
    if frequency in slots.DIGESTS:
        query = query.where(Match.found_at < slots.latest(frequency, clock.now()))
    return query


def deliver(user_id: int, frequency: str) -> int:
    """Send one person what waits; 1 when a message went out. Safe to run twice, at once or after a kill.

    The matches are locked, so a second run waits, finds them sent and does nothing; the slot of a digest is
    unique. Nothing is sent when nothing is left that its reader may find.
    """
    user = session().get_one(User, user_id)
    found = _locked(frequency, or_(SavedSearch.user_id == user_id, Watch.user_id == user_id))
    shown = _readable(audiences([user])[user_id], found) if user.active else []
    _forget(found, shown)
    slot = slots.latest(frequency, clock.now()) if frequency in slots.DIGESTS else None
    if not shown or (delivery := _open(user, frequency, slot, shown)) is None:
        return 0
    message = letters.send_digest(user, shown)
    session().flush()  # gives the message the id by which the log finds what became of its mail
    session().execute(update(Delivery).where(Delivery.id == delivery).values(message_id=message.id))
    session().execute(
        update(Match).where(Match.id.in_([row.match.id for row in shown])).values(delivery_id=delivery)
    )  # fmt: skip
    return 1


def _locked(frequency: str, mine: ColumnElement[bool]) -> list[Waiting]:
    query = _waiting(frequency).where(mine).order_by(Match.id).with_for_update(of=Match)
    return [
        Waiting(match, search or watch, record) for match, search, watch, record in session().execute(query)
    ]  # fmt: skip


def _readable(audience: frozenset[str], found: Sequence[Waiting]) -> list[Waiting]:
    """Only what this person may find at this moment: rights may have ended and records gone since it was found."""
    by_entity: dict[str, set[int]] = {}
    for row in found:
        by_entity.setdefault(row.match.entity, set()).add(row.match.entity_id)
    open_now = {
        (entity, number): not document.deleted and bool(document.audience & audience)
        for entity, numbers in by_entity.items()
        for number, document in zip(sorted(numbers), ENTITIES[entity].build(session(), sorted(numbers)), strict=True)
    }
    return [
        row for row in found
        if open_now[row.match.entity, row.match.entity_id]
        or (row.match.news == "withdrawn" and not row.record.present and audience.intersection(row.record.audience))
    ]  # fmt: skip


def _forget(found: Sequence[Waiting], shown: Sequence[Waiting]) -> None:
    gone = {row.match.id for row in found} - {row.match.id for row in shown}
    if gone:
        session().execute(delete(Match).where(Match.id.in_(gone)))


def _open(user: User, kind: str, slot: datetime | None, shown: Sequence[Waiting]) -> int | None:
    """The row of the log; None when this digest was sent already, then what waits goes with the next."""
    values = {
        "user_id": user.id, "kind": kind, "slot": clock.local(slot).date() if slot else None,
        "sources": list(letters.sources_of(user.lang, shown).values()), "lines": len(letters.news_of(shown)),
    }  # fmt: skip
    return session().scalar(insert(Delivery).values(values).on_conflict_do_nothing().returning(Delivery.id))


def send_test(actor: Actor, *, public_id: str) -> None:
    """Send a message for one saved search that finds nothing new: does it arrive? Raises NotFound or TooMany."""
    _test(allow_test(actor, public_id))


def send_test_to_owner(public_id: str) -> str:
    """The same by an operator; returns the address it went to. Raises NotFound."""
    search = session().scalar(select(SavedSearch).where(SavedSearch.public_id == public_id))
    if search is None:
        raise NotFound()
    return _test(search)


def _test(search: SavedSearch) -> str:
    user = session().get_one(User, search.user_id)
    message = letters.send_test(user, search)
    session().flush()
    sources = [letters.name_of(search, user.lang)]
    session().add(Delivery(user_id=user.id, kind="test", sources=sources, lines=0, message_id=message.id))
    return user.email
