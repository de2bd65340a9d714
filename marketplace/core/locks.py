"""Advisory locks of the database: what only one process at a time may do. Every number stands here, once."""

from __future__ import annotations

from enum import IntEnum, unique

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session


@unique
class Lock(IntEnum):
    """Two with one number would keep each other out without a word."""

    AUDIT_CHAIN = 7_301_001  # events are numbered one after another
    DRAIN = 7_301_002  # one drain at a time; the last steps of a rebuild hold it too
    REBUILD = 7_301_003  # held by the process that rebuilds
    ALERTS = 7_301_004  # one evaluation at a time; it begins where the one before it ended
    TAXONOMY = 7_301_005  # two processes that start together load one after the other
    LEXICON = 7_301_007  # as above
    SUGGESTIONS = 7_301_011


def hold(opened: Session, lock: Lock) -> None:
    """Wait for the lock; it is held until the unit of work ends."""
    opened.execute(select(func.pg_advisory_xact_lock(int(lock))))


def try_hold(opened: Session, lock: Lock) -> bool:
    """Whether the lock was free; if so it is held until the unit of work ends."""
    return bool(opened.scalar(select(func.pg_try_advisory_xact_lock(int(lock)))))


def try_hold_for_long(connection: Connection, lock: Lock) -> bool:
    """As `try_hold`, until `release` or the end of the connection, however its process ends."""
    return bool(connection.scalar(select(func.pg_try_advisory_lock(int(lock)))))


def release(connection: Connection, lock: Lock) -> None:
    """Give back what was held for long."""
    connection.scalar(select(func.pg_advisory_unlock(int(lock))))
