"""The database schema as operators meet it: migrate, check, and what generated migrations must add."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import procrastinate
from sqlalchemy import Connection, Engine

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported where it is used: web processes never migrate, and start a third of a second sooner without it.
ROOT = Path(__file__).resolve().parent.parent.parent


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without an ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config


def head() -> str | None:
    """The revision that this code needs."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a revision."""
    from alembic import command

    with engine.connect() as connection:
        command.upgrade(alembic_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the database back to a revision."""
    from alembic import command

    with engine.connect() as connection:
        command.downgrade(alembic_config(connection), revision)


def draft(engine: Engine, name: str) -> str:
    """Write the next numbered migration from the models; returns its file name. Read it before you keep it."""
    from alembic import command

    number = len(list((ROOT / "migrations" / "versions").glob("*.py"))) + 1
    with engine.connect() as connection:
        config = alembic_config(connection)
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        command.revision(config, message=name.strip(), autogenerate=True, rev_id=f"{number:04d}")
    return f"{number:04d}_{name}"


def job_queue_sql() -> str:
    """The tables of the job queue, as its library ships them."""
    return (Path(procrastinate.__file__).parent / "sql" / "schema.sql").read_text()


def create_job_queue(connection: Connection) -> None:
    """Create the job queue in the transaction of the migration."""
    _run_script(connection, job_queue_sql())


def drop_job_queue(connection: Connection) -> None:
    """Remove every table, function and type of the job queue."""
    _run_script(connection, _DROP_JOB_QUEUE)


def _run_script(connection: Connection, script: str) -> None:
    """Several statements at once: the driver takes them only when no parameters travel with them."""
    cursor = connection.connection.cursor()
    cursor.execute(script)
    cursor.close()


_DROP_JOB_QUEUE = """
DO $$
DECLARE item record;
BEGIN
    FOR item IN SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema() AND tablename LIKE 'procrastinate%' LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', item.tablename);
    END LOOP;
    FOR item IN SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace AND p.proname LIKE 'procrastinate%' LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', item.name);
    END LOOP;
    FOR item IN SELECT t.typname FROM pg_type t
        WHERE t.typnamespace = current_schema()::regnamespace AND t.typname LIKE 'procrastinate%' LOOP
        EXECUTE format('DROP TYPE IF EXISTS %I CASCADE', item.typname);
    END LOOP;
END $$
"""
