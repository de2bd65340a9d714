"""The audit trail: append-only events, hash-chained, written in the transaction they describe."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, insert, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.core import clock
from marketplace.core.db import Base, json_column, timestamp
from marketplace.core.i18n import l_
from marketplace.core.locks import Lock, hold
from marketplace.core.policy import SYSTEM, Actor
from marketplace.core.unit import before_commit, session

_SYSTEM_NAME = l_("The system")
# What events are called, by their kind: the nouns add theirs when the application is wired (name_kinds).
NAMES: dict[str, Any] = {
    "search.rebuild_ordered": l_("Rebuild of the search index ordered"),
    "search.reconcile_ordered": l_("Comparison of the search index ordered"),
    "search.retried": l_("Refused documents queued again"),
    "jobs.retried": l_("Failed jobs queued again"),
}

GENESIS = "0" * 64
VISIBILITIES = ("public", "parties", "staff")


class Event(Base):
    """One thing that happened; UPDATE, DELETE and TRUNCATE are refused by a trigger (ddl.py)."""

    __tablename__ = "event"
    __table_args__ = (
        # Timelines ask "everything about this subject"; an array index answers in one look.
        Index("ix_event_subjects", "subjects", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = timestamp(index=True)
    kind: Mapped[str] = mapped_column(String(80), index=True)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(String(200))
    subjects: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    visibility: Mapped[str] = mapped_column(String(10))
    changes: Mapped[dict[str, Any]] = json_column()
    data: Mapped[dict[str, Any]] = json_column()
    reason: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(String(40))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


@dataclass(frozen=True)
class EventView:
    """An event as timelines show it."""

    id: int
    at: datetime
    kind: str
    actor_name: str
    subjects: tuple[str, ...]
    visibility: str
    changes: Mapping[str, Any]
    data: Mapping[str, Any]
    reason: str | None

    @property
    def title(self) -> Any:
        """What happened, in the language of the reader."""
        return NAMES.get(self.kind, self.kind)


def name_kinds(names: Mapping[str, Any]) -> None:
    """Say what the events of a noun are called; tests/house/test_events.py finds the ones without a name.

    Raises ValueError for a kind that is called otherwise already.
    """
    for kind, name in names.items():
        if NAMES.setdefault(kind, name) is not name:
            raise ValueError(f"two names for {kind}")


def record(
    kind: str,
    *,
    actor: Actor,
    subjects: Iterable[str],
    changes: Mapping[str, Sequence[Any]] | None = None,
    reason: str | None = None,
    visibility: str = "staff",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Note what happened (`noun.verb`), about whom (`listing:7F…`), and old → new per field.

    The row is written at the end of the unit of work, so the chain's lock is held only for the commit.
    """
    if visibility not in VISIBILITIES:
        raise ValueError(f"unknown visibility {visibility!r}")
    row = {
        "at": clock.now(),
        "kind": kind,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "subjects": list(dict.fromkeys(subjects)),
        "visibility": visibility,
        "changes": _plain(changes or {}),
        "data": _plain(data or {}),
        "reason": reason,
        "request_id": actor.request_id,
    }
    session().info.setdefault("events", []).append(row)


def diff(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The fields that differ, as {field: [old, new]}."""
    names = [*before, *(name for name in after if name not in before)]
    return {n: [before.get(n), after.get(n)] for n in names if before.get(n) != after.get(n)}


def timeline(
    subject: str, visibilities: Sequence[str] = VISIBILITIES, limit: int = 200, kind_prefix: str = ""
) -> list[EventView]:
    """The newest events about a subject that readers of these visibilities may see."""
    query = (
        select(Event)
        .where(Event.subjects.contains([subject]), Event.visibility.in_(visibilities))
        .where(Event.kind.startswith(kind_prefix, autoescape=True))
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(limit)
    )
    return [_view(event) for event in session().scalars(query)]


def latest(limit: int) -> list[EventView]:
    """The newest events of the whole site, for administrators and auditors."""
    return [_view(event) for event in session().scalars(select(Event).order_by(Event.id.desc()).limit(limit))]


def _name(event: Event) -> str:
    """Who did it; the site itself is named in the language of the reader."""
    return str(_SYSTEM_NAME) if event.actor_name == SYSTEM.name else event.actor_name


def _view(event: Event) -> EventView:
    return EventView(
        event.id, event.at, event.kind, _name(event), tuple(event.subjects),
        event.visibility, event.changes, event.data, event.reason,
    )  # fmt: skip


@before_commit
def write(opened: Session) -> None:
    """Chain and insert the buffered events of a unit, in one lock."""
    rows = opened.info.pop("events", [])
    if not rows:
        return
    hold(opened, Lock.AUDIT_CHAIN)
    last = opened.execute(select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)).first()
    number, previous = (last.id, last.hash) if last else (0, GENESIS)
    for row in rows:
        number += 1
        row |= {"id": number, "previous_hash": previous}
        row["hash"] = previous = chain_hash(row)
    opened.execute(insert(Event), rows)


def chain_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 over the previous hash and the canonical row (sorted keys, UTC instants)."""
    content = {key: value for key, value in row.items() if key != "hash"}
    content["at"] = content["at"].astimezone(clock.UTC).isoformat()
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def verify(chunk: int = 5000) -> tuple[int, int | None]:
    """Re-compute the chain. Returns (rows checked, id of the first bad row or None)."""
    checked, previous, expected = 0, GENESIS, 1
    while True:
        rows = session().scalars(select(Event).where(Event.id >= expected).order_by(Event.id).limit(chunk)).all()
        if not rows:
            return checked, None
        for event in rows:
            row = {column.name: getattr(event, column.name) for column in Event.__table__.columns}
            if event.id != expected or event.previous_hash != previous or chain_hash(row) != event.hash:
                return checked, event.id
            checked, previous, expected = checked + 1, event.hash, expected + 1
        session().expunge_all()


def _plain(value: Any) -> Any:
    """What JSONB gives back unchanged, so that the hash can be computed again."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, datetime):
        return value.astimezone(clock.UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)
