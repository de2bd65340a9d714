"""The database: declarative base, column helpers, engine, and the embedded PostgreSQL by default."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Engine, Identity, MetaData, String, create_engine, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from marketplace.core import clock, embedded
from marketplace.core.ids import new_public_id
from marketplace.settings import Settings, SettingsError

RESTED_SECONDS = 1.0
NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of the site."""

    metadata = MetaData(naming_convention=NAMING)


def primary_key() -> Any:
    """A bigint identity column; it never leaves the house (public ids do)."""
    return mapped_column(BigInteger, Identity(), primary_key=True)


def timestamp(**options: Any) -> Any:
    """An instant with time zone, stored in UTC."""
    return mapped_column(DateTime(timezone=True), **options)


def json_column(**options: Any) -> Any:
    """A JSONB column."""
    return mapped_column(JSONB, **options)


class Entity(Base):
    """A record with a public id, two instants and a version for optimistic locking."""

    __abstract__ = True

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    created_at: Mapped[datetime] = timestamp(default=clock.now)
    updated_at: Mapped[datetime] = timestamp(default=clock.now, onupdate=clock.now)
    version: Mapped[int] = mapped_column(BigInteger, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        # Without it PostgreSQL loses read-then-write updates silently; with it the second writer is told.
        return {"version_id_col": cls.version}


def among(column: str, codes: Iterable[str]) -> CheckConstraint:
    """The database refuses a value of the column that is none of the codes; named after the column."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def database_url(settings: Settings) -> str:
    """The SQLAlchemy address (psycopg 3) of the configured or embedded database.

    Raises SettingsError when the embedded one does not start.
    """
    url = settings.database_url or _embedded(settings.data_path / "postgres")
    return f"postgresql+psycopg://{url.partition('://')[2]}"


def _embedded(folder: Path) -> str:
    try:
        return str(embedded.server(folder).get_uri())
    except (OSError, subprocess.SubprocessError) as error:
        raise SettingsError(
            f"DATABASE_URL is not set and the embedded PostgreSQL does not start under {folder} ({error}):"
            f" can the folder be written, and what does {folder / 'log'} say?"
        ) from error


def make_engine(settings: Settings) -> Engine:
    """An engine with a small pool and the time limits of the house."""
    engine = create_engine(
        database_url(settings),
        pool_size=settings.database_pool,
        max_overflow=2,
        pool_timeout=2,
        hide_parameters=True,  # values of a failed statement would stand in the logs
        connect_args={
            "options": "-c statement_timeout=15000 -c lock_timeout=4000"
            " -c idle_in_transaction_session_timeout=30000 -c timezone=UTC",
            "connect_timeout": 5,
        },
    )
    _ask_rested_connections(engine)
    return engine


def _ask_rested_connections(engine: Engine) -> None:
    """A connection that has rested is asked whether the server is still there; one just used was answered already."""

    @event.listens_for(engine, "checkin")
    def rest(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        since = record.info.get("rests_since")
        if since is None or time.monotonic() - since < RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error
