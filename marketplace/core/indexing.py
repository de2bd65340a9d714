"""The search index of the site: one per process, fed from the outbox, rebuilt and reconciled from the database."""

from __future__ import annotations

import logging
import os
import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from flask import Flask, current_app
from sqlalchemy import delete, func, select, text, update

from marketplace.core import clock, outbox
from marketplace.core.outbox import ENTITIES, OutboxRow
from marketplace.core.unit import session, unit
from marketplace.settings import Settings
from search import Document, Index, Searcher
from search.analysis import Analysis
from search.backend import Backend
from search.errors import SearchError, WriterBusy

log = logging.getLogger("marketplace.search")
BATCH = 500
MAX_ATTEMPTS = 8
KEEP_DONE = timedelta(hours=24)
DRAIN_LOCK = 7_301_002  # one drain at a time; the last steps of a rebuild hold it too


# Opened after fork and by process: an engine handle does not survive being forked.
_opened: dict[int, tuple[Backend, Searcher]] = {}
_opening = threading.Lock()


def index(settings: Settings) -> Index:
    """The one index: the union of what the nouns declare."""
    return Index.union(settings.search_index, {entity.name: list(entity.fields) for entity in ENTITIES.values()})


def declared() -> Index:
    """The declaration of the running site; readable also when no engine answers."""
    declaration: Index = current_app.extensions["search_index"]
    return declaration


def analysis() -> Analysis:
    """Text analysis with the words of the domain, as the database holds them now."""
    return Analysis(pair for source in outbox.DICTIONARY for pair in source(session()))


def open_backend(settings: Settings) -> Backend:
    """The configured engine: Elasticsearch when an address is set, else the embedded one."""
    with unit():
        cut = analysis()
    if settings.elasticsearch_url:
        from search.elastic import open_backend as elastic

        return elastic(
            settings.elasticsearch_url, index(settings), cut,
            api_key=settings.elasticsearch_api_key or None,
            basic_auth=(settings.elasticsearch_user, settings.elasticsearch_password)
            if settings.elasticsearch_user else None,
            ca_certs=settings.elasticsearch_ca or None,
            connections=settings.web_threads,
        )  # fmt: skip
    from search.tantivy import open_backend as embedded

    return embedded(_folder(settings), index(settings), cut)


def _folder(settings: Settings) -> Path:
    return settings.data_path / "search"


def _current() -> tuple[Backend, Searcher]:
    pid = os.getpid()
    with _opening:
        if pid not in _opened:
            settings: Settings = current_app.config["SETTINGS"]
            engine = open_backend(settings)
            _opened.clear()
            _opened[pid] = (engine, Searcher(engine, slots=max(2, settings.web_threads // 2)))
        return _opened[pid]


def backend() -> Backend:
    """The engine of this process."""
    return _current()[0]


def searcher() -> Searcher:
    """The guarded searcher of this process: deadline, bulkhead, breaker."""
    return _current()[1]


def close() -> None:
    """Close what this process opened; the next use opens it again."""
    for engine, _searcher in list(_opened.values()):
        engine.close()
    _opened.clear()


def drain(limit: int = BATCH) -> int:
    """Index one batch of the outbox; returns how many rows were settled. Safe to repeat after a kill.

    The rows are re-read now, so only the present state is ever written; a row is marked done only after
    the engine acknowledged its document.
    """
    with unit() as opened:
        if not opened.scalar(select(func.pg_try_advisory_xact_lock(DRAIN_LOCK))):
            return 0
        rows = opened.scalars(
            select(OutboxRow)
            .where(OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None), OutboxRow.next_try_at <= clock.now())
            .order_by(OutboxRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        return _settle(rows) if rows else 0


def _settle(rows: Sequence[OutboxRow]) -> int:
    by_entity: dict[tuple[str, int], list[OutboxRow]] = {}
    for row in rows:
        by_entity.setdefault((row.entity, row.entity_id), []).append(row)
    documents, owners = [], []
    for name, entity in ENTITIES.items():
        ids = [number for entity_name, number in by_entity if entity_name == name]
        for number, document in zip(ids, entity.build(session(), ids), strict=True):
            documents.append(document)
            owners.append(by_entity[name, number])
    try:
        outcomes = backend().write(documents)
    except WriterBusy:
        return 0  # another process writes; the rows stay as they are
    except SearchError as error:
        log.warning("the index did not take a batch", extra={"reason": str(error)})
        for row in rows:
            _later(row, str(error))
        return 0
    for outcome, settled in zip(outcomes, owners, strict=True):
        for row in settled:
            if outcome.status in ("done", "stale"):
                row.done_at, row.error = clock.now(), None
            elif outcome.status == "dead":
                row.dead_at, row.error = clock.now(), outcome.reason
                log.error("a document was refused", extra={"document": outcome.id, "reason": outcome.reason})
            else:
                _later(row, outcome.reason)
    return len(rows)


def _later(row: OutboxRow, reason: str) -> None:
    """Try again with back-off and jitter, 1 s to 5 min; after eight attempts the row is dead, with its reason."""
    row.attempts += 1
    row.error = reason[:500]
    if row.attempts >= MAX_ATTEMPTS:
        row.dead_at = clock.now()
        return
    wait = min(300.0, 2.0**row.attempts) * (0.75 + random.random() / 2)  # noqa: S311 (jitter, not a secret)
    row.next_try_at = clock.now() + timedelta(seconds=wait)


class Drainer(threading.Thread):
    """The worker's thread that follows the outbox: woken by NOTIFY, and by the clock in case one was missed."""

    def __init__(self, app: Flask, conninfo: str, sweep_seconds: float = 5.0) -> None:
        super().__init__(name="search-drainer", daemon=True)
        self._app, self._conninfo, self._sweep = app, conninfo, sweep_seconds
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ask the thread to end after its present batch."""
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True) as connection:
                    connection.execute(f"LISTEN {outbox.CHANNEL}")
                    self._follow(connection)
            except (psycopg.Error, OSError) as error:
                log.warning("the outbox listener lost its connection", extra={"reason": str(error)})
                self._stopping.wait(2)

    def _follow(self, connection: psycopg.Connection) -> None:
        while not self._stopping.is_set():
            try:
                with self._app.app_context():
                    while not self._stopping.is_set() and drain():
                        pass
            except Exception:  # one bad batch must not end the thread; the rows stay open and are seen in status
                log.exception("draining the outbox failed")
            for _notice in connection.notifies(timeout=self._sweep, stop_after=1):
                pass


@dataclass(frozen=True)
class Status:
    """What operators and the admin page see of the index."""

    engine: str
    ok: bool
    generation: str
    documents: int
    waiting: int
    dead: int
    lag_seconds: float
    detail: str


def status() -> Status:
    """State of engine and outbox; an engine that is away is reported, not raised."""
    waiting, oldest = (
        session()
        .execute(
            select(func.count(), func.min(OutboxRow.created_at)).where(
                OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None)
            )
        )
        .one()
    )
    dead = session().scalar(select(func.count()).where(OutboxRow.dead_at.is_not(None))) or 0
    lag = (clock.now() - oldest).total_seconds() if isinstance(oldest, datetime) else 0.0
    try:
        health = backend().health()
    except SearchError as error:
        return Status("", False, "", 0, waiting, dead, lag, str(error))
    return Status(
        health.engine, health.ok, health.generation, health.documents, waiting, dead, lag,
        ", ".join(f"{key} {value}" for key, value in health.detail.items()),
    )  # fmt: skip


def documents(after: dict[str, int] | None = None, chunk: int = 500) -> Iterator[list[Document]]:
    """Every document of the database in batches, each read in a short transaction of its own."""
    for name, entity in ENTITIES.items():
        last = (after or {}).get(name, 0)
        while True:
            with unit(independent=True) as opened:
                ids = entity.ids_after(opened, last, chunk)
                batch = [document for document in entity.build(opened, ids) if not document.deleted]
            if not ids:
                break
            last = ids[-1]
            yield batch


@contextmanager
def drain_paused(settings: Settings) -> Iterator[None]:
    """Hold the drain's lock: for the last replay of a rebuild."""
    with unit(independent=True) as opened:
        opened.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": DRAIN_LOCK})
        yield


def sweep_done() -> None:
    """Forget rows done a day ago; a running rebuild replays what is younger."""
    session().execute(delete(OutboxRow).where(OutboxRow.done_at < clock.now() - KEEP_DONE))


def revive_dead() -> int:
    """Give dead rows another chance after their cause was mended; returns how many."""
    revived = session().scalars(
        update(OutboxRow)
        .where(OutboxRow.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, next_try_at=clock.now(), error=None)
        .returning(OutboxRow.id)
    )
    return len(revived.all())
