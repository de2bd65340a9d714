"""The unit of work: one commit per use case, in this one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker

# Listeners (audit, search outbox) attach to this class, so that every session of the house has them.
SessionFactory = sessionmaker[Session](expire_on_commit=False, autoflush=True)
_current: ContextVar[Session | None] = ContextVar("session", default=None)
_before_commit: list[Callable[[Session], None]] = []


def before_commit(hook: Callable[[Session], None]) -> Callable[[Session], None]:
    """Register what a unit writes last, after the use case and before its commit."""
    _before_commit.append(hook)
    return hook


def session() -> Session:
    """The session of the open unit. Raises RuntimeError when none is open: the frame opens it, not a service."""
    current = _current.get()
    if current is None:
        raise RuntimeError("no unit of work is open")
    return current


@contextmanager
def unit(*, independent: bool = False, reading: bool = False) -> Iterator[Session]:
    """Commit once at the end, or roll everything back on an exception. A nested unit joins the outer one.

    `independent` opens a transaction of its own for what must survive a refusal, such as a count of
    failed sign-ins. `reading` opens none: each statement stands alone, and one that writes raises RuntimeError.
    """
    current = _current.get()
    if current is not None and not independent:
        yield current
        return
    with _reader() if reading else SessionFactory() as opened:
        token = _current.set(opened)
        try:
            yield opened
            finish(opened)
        except BaseException:
            opened.rollback()
            raise
        finally:
            _current.reset(token)


def _reader() -> Session:
    """A session that only reads; a page needs no transaction, and beginning and ending one asks twice."""
    bind = SessionFactory.kw["bind"]
    return SessionFactory(bind=_alone(bind) if isinstance(bind, Engine) else bind, info={"reading": True})


@lru_cache(maxsize=1)
def _alone(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def stands_alone(connection: Connection) -> bool:
    """Whether each statement of the connection is a transaction of its own."""
    return bool(connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT")


@event.listens_for(SessionFactory, "before_flush")
def _refuse_objects(opened: Session, *_more: object) -> None:
    _refuse(opened)


@event.listens_for(SessionFactory, "do_orm_execute")
def _refuse_statements(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _refuse(state.session)


def _refuse(opened: Session) -> None:
    if opened.info.get("reading"):
        raise RuntimeError("a unit that reads was asked to write: open an independent one for what must be kept")


def finish(opened: Session) -> None:
    """Write what hooks still owe (audit events) and commit, unless the use case only read or asked to discard."""
    if opened.info.pop("discard", False) or opened.info.get("reading"):
        opened.rollback()
        return
    opened.flush()
    for hook in _before_commit:
        hook(opened)
    opened.commit()


def discard() -> None:
    """Let the open unit end without writing: the use case answered with a refusal."""
    session().info["discard"] = True


def forget() -> None:
    """Undo what the open unit began, so that an error page can still read; nothing to do without a unit."""
    if current := _current.get():
        reading = bool(current.info.get("reading"))
        current.rollback()
        current.info.clear()
        current.info.update(discard=True, reading=reading)
