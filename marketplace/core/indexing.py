"""The search index of the site: one per process, fed from the outbox, rebuilt and reconciled from the database."""

from __future__ import annotations

import logging
import os
import random
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
from flask import Flask, current_app
from sqlalchemy import delete, func, select, text

from marketplace.core import collector, news, outbox, vectors
from marketplace.core.locks import Lock, hold, try_hold
from marketplace.core.outbox import ENTITIES, Entity, OutboxRow
from marketplace.core.unit import session, unit
from marketplace.settings import Settings
from search import Document, Index, Searcher
from search.analysis import Analysis
from search.analysis.lexicon import Lexicon
from search.backend import Backend
from search.errors import SearchError, WriterBusy
from search.semantic.meaning import Meaning

log = logging.getLogger("marketplace.search")
BATCH = 500
MAX_ATTEMPTS = 8
ENGINE_PAUSE = 20.0  # seconds at most until an engine that was away is tried again
KEEP_DONE = timedelta(hours=24)


# Opened after fork and by process: an engine handle does not survive being forked.
_opened: dict[int, tuple[Backend, Searcher]] = {}
_opening = threading.Lock()
# Cuts a Chinese text into words; and who knows the words that widen a question (the noun that keeps them).
Words = Callable[[str], Iterable[str]]
_lexicons: list[Callable[[Words], Lexicon]] = []


def supply_lexicon(function: Callable[[Words], Lexicon]) -> None:
    """Say where the searcher gets synonyms, translations and stop terms from; it is asked before each search."""
    _lexicons[:] = [function]


def index(settings: Settings) -> Index:
    """The one index: the union of what the nouns declare."""
    fields = {entity.name: list(entity.fields) for entity in ENTITIES.values()}
    return Index.union(settings.search_index, fields, [entity.fold for entity in ENTITIES.values() if entity.fold])


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
            meaning = Meaning(lambda: vectors.open_model(settings))
            _opened[pid] = (engine, Searcher(engine, slots=max(2, settings.web_threads // 2), meaning=meaning))
        return _opened[pid]


def backend() -> Backend:
    """The engine of this process."""
    return _current()[0]


def searcher() -> Searcher:
    """The guarded searcher of this process: deadline, bulkhead, breaker, and the words of today."""
    found = _current()[1]
    for lexicon in _lexicons:
        with unit():
            found.lexicon = lexicon(words)
    return found


def breaker_state() -> str:
    """How the breaker of this process stands, without the words that a search needs."""
    return _current()[1].breaker.state


def words(text: str) -> tuple[str, ...]:
    """The words of a Chinese term as the index that is read cuts them."""
    return backend().analysis.cut(text).words


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
        if not try_hold(opened, Lock.DRAIN):
            return 0
        # An engine that hangs or waits for a shard may think for longer than other transactions may be idle.
        opened.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        rows = opened.scalars(
            select(OutboxRow)
            .where(OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None))
            .where(OutboxRow.next_try_at <= func.clock_timestamp())
            .order_by(OutboxRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        settled = _settle(rows) if rows else 0
        if settled:
            news.publish("search.drained")
        return settled


def _settle(rows: Sequence[OutboxRow]) -> int:
    by_record: dict[tuple[str, int], list[OutboxRow]] = {}
    for row in rows:
        by_record.setdefault((row.entity, row.entity_id), []).append(row)
    built = list(_built(by_record))
    owners = [by_record[record] for record, _document in built]
    try:
        outcomes = backend().write(vectors.carried([r for r, _document in built], [d for _record, d in built]))
    except WriterBusy:
        return 0  # another process writes; the rows stay as they are
    except SearchError as error:
        log.warning("the index did not take a batch", extra={"reason": str(error)})
        for row in rows:
            _later(row, str(error), engine_is_well=False)
        return 0
    # A batch of which nothing could be built says nothing against the engine: the next one is waiting.
    engine_is_well = not outcomes or any(outcome.status != "retry" for outcome in outcomes)
    for outcome, settled in zip(outcomes, owners, strict=True):
        for row in settled:
            if outcome.status in ("done", "stale"):
                row.done_at, row.error = func.clock_timestamp(), None  # the clock of the database
            elif outcome.status == "dead":
                _bury(row, outcome.reason)
            else:
                _later(row, outcome.reason, engine_is_well=engine_is_well)
    return len(rows) if engine_is_well else 0


def _built(by_record: Mapping[tuple[str, int], Sequence[OutboxRow]]) -> Iterator[tuple[tuple[str, int], Document]]:
    """The documents of the records, as they are now; a record that cannot be built is buried, the others go on."""
    for name in dict.fromkeys(name for name, _number in by_record):
        ids = [number for entity, number in by_record if entity == name]
        for number in ids if name not in ENTITIES else ():
            for row in by_record[name, number]:
                _bury(row, f"nobody declares documents called {name}")
        if name in ENTITIES:
            for number, document in zip(ids, _build(ENTITIES[name], ids), strict=True):
                if isinstance(document, Document):
                    yield (name, number), document
                else:
                    for row in by_record[name, number]:
                        _bury(row, f"it could not be built: {type(document).__name__}: {document}")


def _build(entity: Entity, ids: Sequence[int]) -> list[Document | Exception]:
    """Documents of the ids, together when possible, else one by one with the error of each bad one."""
    try:
        with session().begin_nested():
            return list(entity.build(session(), ids))
    except Exception as error:  # whatever a builder stumbles over concerns its record only
        if len(ids) == 1:
            return [error]
        return [one for number in ids for one in _build(entity, [number])]


def _bury(row: OutboxRow, reason: str) -> None:
    """Put a row aside with its reason; staff see it and can try it again."""
    row.dead_at, row.error = func.clock_timestamp(), reason[:500]  # the clock of the database
    log.error("a document was refused", extra={"entity": row.entity, "id": row.entity_id, "reason": reason})


def _later(row: OutboxRow, reason: str, *, engine_is_well: bool) -> None:
    """Try again with back-off and jitter, 1 s to 5 min; after eight attempts the row is dead, with its reason.

    While the engine takes nothing at all the fault is not the document's: it is tried again until it is taken.
    """
    row.attempts += 1
    row.error = reason[:500]
    if engine_is_well and row.attempts >= MAX_ATTEMPTS:
        _bury(row, reason)
        return
    longest = 300.0 if engine_is_well else ENGINE_PAUSE
    wait = min(longest, 2.0 ** min(row.attempts, 10)) * (0.75 + random.random() / 2)  # noqa: S311 (jitter, no secret)
    row.next_try_at = func.clock_timestamp() + timedelta(seconds=wait)


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


def walk(chunk: int = BATCH) -> Iterator[tuple[str, list[int], list[Document]]]:
    """Every record of the database as (entity, ids, documents), each batch read in a short transaction of its own."""
    for name, entity in ENTITIES.items():
        last = 0
        while True:
            with collector.resting(), unit(independent=True) as opened:
                ids = entity.ids_after(opened, last, chunk)
                built = entity.build(opened, ids) if ids else []
            if not ids:
                break
            last = ids[-1]
            yield name, ids, built


def documents() -> Iterator[list[Document]]:
    """Every document that is to be found, in batches."""
    for _name, _ids, built in walk():
        yield [document for document in built if not document.deleted]


def orphans(engine: Backend) -> list[str]:
    """Generations younger than the one being read: half-built ones of a rebuild that was killed, or one under way."""
    names, current = engine.generations(), engine.health().generation
    return names[names.index(current) + 1 :] if current in names else []


@contextmanager
def drain_paused() -> Iterator[None]:
    """Hold the drain's lock: for the last replay of a rebuild."""
    with unit(independent=True) as opened:
        # The drain may be in a long batch, and the engine may think for a while: both are no reason to give up.
        opened.execute(text("SET LOCAL lock_timeout = '120s'"))
        opened.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        hold(opened, Lock.DRAIN)
        yield


def sweep_done() -> None:
    """Forget rows done a day ago; a running rebuild replays what is younger."""
    session().execute(delete(OutboxRow).where(OutboxRow.done_at < func.clock_timestamp() - KEEP_DONE))
