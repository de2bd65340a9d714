"""Migrations: numbered, one head, up-down-up, and no difference to the models."""

from __future__ import annotations

import re
from collections.abc import Callable

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from marketplace.core import schema
from marketplace.core.db import Base
from marketplace.settings import ROOT


def test_migrations_are_numbered_and_have_one_head() -> None:
    names = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in names)
    assert len(ScriptDirectory.from_config(schema.alembic_config()).get_heads()) == 1


def test_up_down_up_and_no_drift(clone_database: Callable[[str], str], app: object) -> None:
    engine = create_engine(clone_database("migrations"))
    schema.downgrade(engine)
    left = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    assert not left
    schema.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _ours})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return not (kind == "table" and (name or "").startswith("procrastinate_"))
