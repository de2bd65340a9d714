"""Alembic's environment: the house's engine and metadata, short locks, one transaction per migration."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from marketplace.app import load_rooms
from marketplace.core.db import Base, make_engine
from marketplace.settings import Settings

load_rooms()


def foreign_table(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """The job queue owns its tables; migrations of the house do not compare them."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def migrate(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=Base.metadata,
        include_object=foreign_table,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with make_engine(Settings.from_environment()).connect() as connection:
        # Two starters at once must not both migrate.
        connection.execute(text("SELECT pg_advisory_lock(7301000)"))
        connection.commit()
        migrate(connection)
