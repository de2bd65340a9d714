"""The rebuilds of the search index: who asked, how far it is, how it ended; one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Integer, String, Text, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core import audit, jobs
from marketplace.core.db import Base, primary_key, timestamp
from marketplace.core.errors import InvalidAction
from marketplace.core.i18n import l_
from marketplace.core.locks import Lock, release, try_hold_for_long
from marketplace.core.policy import Actor
from marketplace.core.unit import SessionFactory, session, unit

SUBJECT = "search:index"


class Rebuild(Base):
    """One rebuild, ordered (not started yet), running, or finished; `error` says why it was not put into use."""

    __tablename__ = "search_rebuild"

    id: Mapped[int] = primary_key()
    asked_at: Mapped[datetime] = timestamp(server_default=func.clock_timestamp())
    asked_by: Mapped[str] = mapped_column(String(200))
    started_at: Mapped[datetime | None] = timestamp()
    finished_at: Mapped[datetime | None] = timestamp()
    expected: Mapped[int] = mapped_column(Integer, default=0)
    written: Mapped[int] = mapped_column(Integer, default=0)
    generation: Mapped[str] = mapped_column(String(120), default="")
    error: Mapped[str | None] = mapped_column(Text)

    @property
    def is_open(self) -> bool:
        """Whether it is ordered or under way."""
        return self.finished_at is None


class RebuildRuns(InvalidAction):
    """Another rebuild is under way."""

    code = "rebuild_runs"
    message = l_("The index is being rebuilt already.")
    heading = l_("A rebuild is under way")


def ask(actor: Actor) -> None:
    """Order a rebuild from the worker. Raises RebuildRuns while another is waiting or running."""
    with _held() as is_free:
        if is_free:
            _close_abandoned()
        if session().scalar(select(Rebuild.id).where(Rebuild.finished_at.is_(None))):
            raise RebuildRuns()
    row = Rebuild(asked_by=actor.name)
    session().add(row)
    session().flush()
    jobs.defer("core.rebuild", lock="search-rebuild", number=row.id)
    audit.record("search.rebuild_ordered", actor=actor, subjects=[SUBJECT])


@contextmanager
def running(asked_by: str, number: int | None = None) -> Iterator[int | None]:
    """Do the ordered rebuild `number`, or a new one, inside the block: its number, or None when it was given up.

    Raises RebuildRuns while another process rebuilds.
    """
    with _held() as is_free:
        if not is_free:
            raise RebuildRuns()
        with unit(independent=True):
            started = _start(asked_by, number)
        try:
            yield started
        except BaseException as error:
            if started:
                note(started, finished_at=func.clock_timestamp(), error=str(error) or type(error).__name__)
            raise
        if started:
            note(started, finished_at=func.clock_timestamp())


@contextmanager
def _held() -> Iterator[bool]:
    """Whether this process got the lock of rebuilds; held on a connection of its own."""
    with SessionFactory.kw["bind"].engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        is_free = try_hold_for_long(connection, Lock.REBUILD)
        try:
            yield is_free
        finally:
            if is_free:
                release(connection, Lock.REBUILD)


def _start(asked_by: str, number: int | None) -> int | None:
    _close_abandoned(but=number)
    if number is None:
        row = Rebuild(asked_by=asked_by, started_at=func.clock_timestamp())
        session().add(row)
        session().flush()
        return row.id
    return session().scalar(
        update(Rebuild)
        .where(Rebuild.id == number, Rebuild.finished_at.is_(None))
        .values(started_at=func.clock_timestamp())
        .returning(Rebuild.id)
    )


def _close_abandoned(but: int | None = None) -> None:
    """Records of rebuilds whose process was killed; called while this process holds the lock."""
    session().execute(
        update(Rebuild)
        .where(Rebuild.started_at.is_not(None), Rebuild.finished_at.is_(None), Rebuild.id != (but or 0))
        .values(finished_at=func.clock_timestamp(), error="killed")
    )


def note(number: int, **values: object) -> None:
    """Write down how far it is: expected, written, generation."""
    with unit(independent=True) as opened:
        opened.execute(update(Rebuild).where(Rebuild.id == number).values(**values))


def recent(limit: int = 5) -> Sequence[Rebuild]:
    """The newest first; the first may still run."""
    return session().scalars(select(Rebuild).order_by(Rebuild.id.desc()).limit(limit)).all()
