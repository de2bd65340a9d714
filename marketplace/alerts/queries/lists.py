"""What a person follows: saved searches, watched records, and the log of messages; and the state for operators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from marketplace.alerts.models import Delivery, Match, Progress, Record, SavedSearch, Watch
from marketplace.alerts.queries.questions import words_of
from marketplace.core.mail import Message
from marketplace.core.outbox import ENTITIES
from marketplace.core.paging import Page, paginate
from marketplace.core.policy import Actor
from marketplace.core.searchable import audience_of
from marketplace.core.text import Text
from marketplace.core.unit import session


@dataclass(frozen=True)
class SearchRow:
    """A saved search with how often it matched; `last_run` is None for one that never ran.

    `words` is the question in the language of the page, None when one of its filters no longer exists.
    """

    public_id: str
    name: str
    query: str
    words: str | None
    frequency: str
    created_at: datetime
    matches: int
    last_match: datetime | None
    last_run: datetime | None


@dataclass(frozen=True)
class WatchRow:
    """A watched record as it was last told of."""

    public_id: str
    entity: str
    record_id: str | None
    title: Text
    present: bool
    frequency: str
    created_at: datetime
    changes: int
    last_change: datetime | None


@dataclass(frozen=True)
class DeliveryRow:
    """One message of alerts and what became of its mail."""

    public_id: str
    kind: str
    created_at: datetime
    sources: Sequence[str]
    lines: int
    message_id: str | None
    sent_at: datetime | None
    attempts: int
    error: str | None


@dataclass(frozen=True)
class MatchRow:
    """A record a saved search announced, or will."""

    entity: str
    record_id: str
    title: Text
    news: str
    changed: Sequence[str]
    found_at: datetime
    sent: bool


@dataclass(frozen=True)
class Status:
    """How far evaluation came: `evaluated` is the last run, `waiting` what no message told yet."""

    evaluated: datetime | None
    searches: int
    muted: int
    watches: int
    records: int
    waiting: int
    unsent_mails: int


def searches(actor: Actor, *, number: int = 1, size: int = 20) -> Page[SearchRow]:
    """The actor's saved searches, newest first."""
    ran_at = session().scalar(select(Progress.ran_at))
    query = _mine(SavedSearch, actor).add_columns(*_counted(Match.search_id == SavedSearch.id))
    return paginate(query, number, size, lambda row: _search(row[0], row[1], row[2], ran_at))


def search(actor: Actor, public_id: str) -> SearchRow | None:
    """One of the actor's saved searches, None when there is none."""
    query = _mine(SavedSearch, actor).where(SavedSearch.public_id == public_id)
    row = session().execute(query.add_columns(*_counted(Match.search_id == SavedSearch.id))).first()
    return _search(row[0], row[1], row[2], session().scalar(select(Progress.ran_at))) if row else None


def matches(actor: Actor, public_id: str, *, limit: int = 20) -> list[MatchRow]:
    """What one of the actor's saved searches found, newest first."""
    query = (
        select(Match, Record)
        .join(SavedSearch, SavedSearch.id == Match.search_id)
        .join(Record, (Record.entity == Match.entity) & (Record.entity_id == Match.entity_id))
        .where(SavedSearch.public_id == public_id, SavedSearch.user_id == actor.user_id)
        .where(Record.present, Record.audience.overlap(sorted(audience_of(actor))))
        .order_by(Match.found_at.desc(), Match.id.desc())
        .limit(limit)
    )
    return [
        MatchRow(
            match.entity, record.public_id, Text.of(record.facts["title"]), match.news, match.changed, match.found_at,
            match.delivery_id is not None,
        )
        for match, record in session().execute(query)
    ]  # fmt: skip


def watches(actor: Actor, *, number: int = 1, size: int = 20) -> Page[WatchRow]:
    """What the actor watches, newest first; a record that is not public any more says no title it got since."""
    query = _mine(Watch, actor).add_columns(Record, *_counted(Match.watch_id == Watch.id)).outerjoin(Record, _WATCHED)
    return paginate(query, number, size, lambda row: _watch(row[0], row[1], row[2], row[3]))


def own_data(actor: Actor) -> dict[str, Any]:
    """What the actor wants to hear about, for the copy of their data."""
    kept = session().scalars(_mine(SavedSearch, actor))
    watched = session().execute(_mine(Watch, actor).add_columns(Record.public_id).outerjoin(Record, _WATCHED))
    return {
        "searches": [
            {"name": row.name, "question": row.query, "frequency": row.frequency, "created_at": row.created_at}
            for row in kept
        ],
        "watches": [
            {"kind": row.entity, "record": public_id, "frequency": row.frequency, "created_at": row.created_at}
            for row, public_id in watched
        ],
    }


def watch_of(actor: Actor, entity: str, public_id: str) -> str | None:
    """The public id of the actor's watch of a record, None when it is not watched."""
    if actor.user_id is None:
        return None
    model = ENTITIES[entity].model
    return session().scalar(
        select(Watch.public_id)
        .join(model, model.id == Watch.entity_id)
        .where(Watch.user_id == actor.user_id, Watch.entity == entity, model.public_id == public_id)
    )


def deliveries(actor: Actor, *, number: int = 1, size: int = 20) -> Page[DeliveryRow]:
    """The log of alert messages to the actor, newest first."""
    query = _mine(Delivery, actor).add_columns(Message).outerjoin(Message, Message.id == Delivery.message_id)
    return paginate(query, number, size, lambda row: _delivery(row[0], row[1]))


def status() -> Status:
    """State of alerts for operators."""
    count = select(func.count())
    return Status(
        evaluated=session().scalar(select(Progress.ran_at)),
        searches=session().scalar(count.select_from(SavedSearch)) or 0,
        muted=session().scalar(count.select_from(SavedSearch).where(SavedSearch.frequency == "muted")) or 0,
        watches=session().scalar(count.select_from(Watch)) or 0,
        records=session().scalar(count.select_from(Record)) or 0,
        waiting=session().scalar(count.select_from(Match).where(Match.delivery_id.is_(None))) or 0,
        unsent_mails=session().scalar(
            count.select_from(Message).where(Message.id.in_(select(Delivery.message_id)), Message.sent_at.is_(None))
        )
        or 0,
    )


_WATCHED = (Record.entity == Watch.entity) & (Record.entity_id == Watch.entity_id)


def _mine(model: type[Any], actor: Actor) -> Select[Any]:
    return select(model).where(model.user_id == actor.user_id).order_by(model.created_at.desc(), model.id.desc())


def _counted(condition: ColumnElement[bool]) -> tuple[Any, Any]:
    """How many matches a source has, and the instant of the newest."""
    return (
        select(func.count(Match.id)).where(condition).scalar_subquery().label("matches"),
        select(func.max(Match.found_at)).where(condition).scalar_subquery().label("last_match"),
    )


def _search(row: SavedSearch, count: int, last: datetime | None, ran_at: datetime | None) -> SearchRow:
    ran = ran_at if ran_at and ran_at >= row.created_at and row.frequency != "muted" else None
    return SearchRow(
        row.public_id, row.name, row.query, words_of(row.query), row.frequency, row.created_at, count, last, ran
    )  # fmt: skip


def _watch(row: Watch, record: Record | None, count: int, last: datetime | None) -> WatchRow:
    title = Text.of(record.facts["title"]) if record else Text()
    return WatchRow(
        row.public_id, row.entity, record.public_id if record else None, title, record is None or record.present,
        row.frequency, row.created_at, count, last,
    )  # fmt: skip


def _delivery(row: Delivery, message: Message | None) -> DeliveryRow:
    return DeliveryRow(
        row.public_id, row.kind, row.created_at, row.sources, row.lines,
        message.public_id if message else None, message.sent_at if message else None,
        message.attempts if message else 0, message.error if message else None,
    )  # fmt: skip
