"""State of the search index and its outbox, as operators, the admin page and the gauges see it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import exists, func, select

from marketplace.core import indexing, rebuilds, reconcile, vectors
from marketplace.core.outbox import OutboxRow
from marketplace.core.rebuilds import Rebuild
from marketplace.core.reconcile import Reconciliation
from marketplace.core.unit import session
from marketplace.core.vectors import Progress
from search.errors import SearchError
from search.results import Health

OLD_AFTER = 60.0  # seconds of lag from which readers are told that results may be older
CHECK_SECONDS = 2.0  # how long a process goes on with what it last told readers: a lag grows for a minute
REBUILT = frozenset({"missing", "schema", "damaged"})  # reasons that a rebuild removes; others need the engine itself
_OPEN = OutboxRow.done_at.is_(None) & OutboxRow.dead_at.is_(None)
_OLDEST = (
    select(func.extract("epoch", func.clock_timestamp() - OutboxRow.created_at))
    .where(_OPEN)
    .order_by(OutboxRow.id)
    .limit(1)
)
SEEN_AFTER = timedelta(seconds=2)  # until every reader sees what the engine took: a cluster shows it after a second
_EDITION = select(
    exists().where(_OPEN),
    func.clock_timestamp(),
    select(OutboxRow.id).order_by(OutboxRow.id.desc()).limit(1).scalar_subquery(),
    select(func.max(func.greatest(OutboxRow.done_at, OutboxRow.dead_at))).scalar_subquery(),
    select(func.max(Rebuild.finished_at)).scalar_subquery(),
)


@dataclass(frozen=True)
class Edition:
    """Equal as long as the index shows the same: the last change noted, the last settled, the last rebuild."""

    noted: int | None
    settled: datetime | None
    rebuilt: datetime | None


@dataclass(frozen=True)
class Status:
    """`lag_seconds` is the age of the oldest open change; `breaker` is the one of the process that answers.

    `reason` is why the engine cannot answer (a code of search.errors.SearchUnavailable), "" where it can or is ill.

    `av` names how the texts in the index were cut, `av_wanted` how the words of today would cut them.

    `orphans` are half-built generations of rebuilds that ended without a word; the next rebuild removes them.
    """

    engine: str
    ok: bool
    generation: str
    av: str
    av_wanted: str
    documents: int
    waiting: int
    dead: int
    lag_seconds: float
    detail: str
    reason: str = ""
    breaker: str = ""
    process: int = field(default_factory=os.getpid)
    generations: Sequence[str] = ()
    orphans: Sequence[str] = ()
    rebuild: Rebuild | None = None
    reconciled: Reconciliation | None = None

    @property
    def is_old(self) -> bool:
        """Whether readers must be told that results may be older."""
        return self.lag_seconds > OLD_AFTER

    @property
    def is_cut_otherwise(self) -> bool:
        """Whether a rebuild is due because words were changed; an engine that is away needs other help."""
        return self.ok and self.av != self.av_wanted

    @property
    def remedy(self) -> str:
        """What an operator does about an index that does not answer; "" for one that does."""
        if self.ok:
            return ""
        if self.reason in REBUILT:
            return "run `flask search rebuild`"
        if self.engine != "elasticsearch":
            return "look at disk and memory of this machine, then run `flask search rebuild`"
        if not self.reason:
            return "a part is away: look at log and disks of Elasticsearch; if it stays so, run `flask search rebuild`"
        return "is Elasticsearch running, and are ELASTICSEARCH_URL, _CA and its key or user right? It needs no rebuild"

    @cached_property
    def vectors(self) -> Progress:
        """How far searching by meaning is; counted for who asks for it."""
        return vectors.progress()

    @property
    def running(self) -> Rebuild | None:
        """The rebuild that is ordered or under way."""
        return self.rebuild if self.rebuild and self.rebuild.is_open else None


def read() -> Status:
    """The state now; an engine that is away is reported, not raised."""
    waiting = session().scalar(select(func.count()).where(_OPEN))
    dead = session().scalar(select(func.count()).where(OutboxRow.dead_at.is_not(None)))
    newest = next(iter(rebuilds.recent(1)), None)
    health, generations, orphans = _engine(newest)
    return Status(
        engine=health.engine, ok=health.ok, generation=health.generation, av=health.av,
        av_wanted=indexing.analysis().av, documents=health.documents,
        waiting=waiting or 0, dead=dead or 0, lag_seconds=lag_seconds(),
        detail=", ".join(f"{key} {value}" for key, value in health.detail.items() if value != ""),
        reason=_reason(health), breaker=indexing.breaker_state(),
        generations=generations, orphans=orphans, rebuild=newest, reconciled=next(iter(reconcile.reports(1)), None),
    )  # fmt: skip


def lag_seconds() -> float:
    """Age in seconds of the oldest change that is not in the index yet, by the clock of the database."""
    return float(session().scalar(_OLDEST) or 0.0)


def edition() -> Edition | None:
    """The state of the records that searches answer from; None while changes wait, or may not be seen by all yet."""
    is_open, now, noted, settled, rebuilt = session().execute(_EDITION).one()
    is_seen = all(moment is None or now - moment > SEEN_AFTER for moment in (settled, rebuilt))
    return Edition(noted, settled, rebuilt) if is_seen and not is_open else None


class _Told:
    """What this process last told its readers, and when it looked."""

    is_old = False
    checked_at = -CHECK_SECONDS


def results_may_be_old() -> bool:
    """Whether readers must be told that changes have not reached the index for a while; looked up every 2 seconds."""
    if time.monotonic() - _Told.checked_at >= CHECK_SECONDS:
        _Told.is_old, _Told.checked_at = lag_seconds() > OLD_AFTER, time.monotonic()
    return _Told.is_old


def _engine(newest: Rebuild | None) -> tuple[Health, Sequence[str], Sequence[str]]:
    backend = indexing.backend()
    health = backend.health()
    if _reason(health) not in ("", *REBUILT):
        return health, (), ()  # who is away is not asked again, with more patience
    try:
        generations, orphans = backend.generations(), indexing.orphans(backend)
    except SearchError:  # it has gone since
        return health, (), ()
    under_way = newest.generation.lower() if newest and newest.is_open else ""
    return health, generations, [name for name in orphans if name.lower() != under_way]


def _reason(health: Health) -> str:
    return str(health.detail.get("reason", ""))


def age_seconds(moment: datetime) -> float:
    """Seconds since an instant, by the clock of the database."""
    return float(session().scalar(select(func.extract("epoch", func.clock_timestamp() - moment))) or 0.0)
