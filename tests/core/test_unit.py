"""A unit of work that only reads: no transaction, no writing; and connections taken away while they rested."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, create_engine, insert, select, text, update

from marketplace.core import clock, db
from marketplace.core.limits import AttemptCount
from marketplace.core.unit import SessionFactory, discard, forget, session, unit
from marketplace.settings import Settings


@pytest.fixture(scope="module")
def own(clone_database: Callable[[str], str]) -> Iterator[Engine]:
    """A database of its own: what is committed here stays."""
    made = create_engine(clone_database("unit"))
    yield made
    made.dispose()


@pytest.fixture(autouse=True)
def bound(engine: Engine, own: Engine) -> Iterator[None]:
    SessionFactory.configure(bind=own, join_transaction_mode="conditional_savepoint")
    yield
    SessionFactory.configure(bind=engine)


def values() -> dict[str, object]:
    return {"name": "test", "key": "k", "window_start": clock.now(), "ends_at": clock.now(), "count": 1}


def attempts() -> int:
    with unit():
        return len(session().scalars(select(AttemptCount)).all())


def test_every_statement_of_a_reading_unit_stands_alone() -> None:
    asked = text("SELECT now()")
    with unit():
        assert session().scalar(asked) == session().scalar(asked)
    with unit(reading=True):
        assert session().scalar(asked) != session().scalar(asked)


@pytest.mark.parametrize(
    "write",
    [
        lambda: (session().add(AttemptCount(**values())), session().flush()),
        lambda: (session().add(AttemptCount(**values())), session().scalars(select(AttemptCount)).all()),
        lambda: session().execute(insert(AttemptCount).values(**values())),
        lambda: session().execute(update(AttemptCount).values(count=2)),
    ],
    ids=["an object", "an object before a question", "a statement", "a change"],
)
def test_a_reading_unit_refuses_to_write(write: Callable[[], object]) -> None:
    before = attempts()
    with pytest.raises(RuntimeError, match="reads was asked to write"), unit(reading=True):
        write()
    assert attempts() == before


def test_a_page_of_an_error_may_not_write_either() -> None:
    before = attempts()
    with pytest.raises(RuntimeError, match="reads was asked to write"), unit(reading=True):
        refuse_and_write()
    assert attempts() == before


def refuse_and_write() -> None:
    session().add(AttemptCount(**values()))
    forget()
    session().execute(insert(AttemptCount).values(**values()))


def test_an_object_that_nobody_flushed_is_not_written_either() -> None:
    before = attempts()
    with unit(reading=True):
        session().add(AttemptCount(**values()))
    assert attempts() == before


def test_an_independent_unit_inside_a_reading_one_is_kept() -> None:
    before = attempts()
    with unit(reading=True), unit(independent=True):
        session().add(AttemptCount(**values()))
    assert attempts() == before + 1


def test_a_unit_after_a_reading_one_has_its_transaction_again() -> None:
    before = attempts()
    with unit(reading=True):
        session().scalar(text("SELECT 1"))
    with unit() as opened:
        opened.add(AttemptCount(**values()))
        opened.flush()
        discard()
    assert attempts() == before


def test_a_connection_that_was_taken_away_while_it_rested_is_replaced(
    own: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "RESTED_SECONDS", 0.0)
    address = own.url.set(drivername="postgresql").render_as_string(hide_password=False)
    engine = db.make_engine(replace(settings, database_url=address))
    with engine.connect() as connection:
        process = connection.scalar(text("SELECT pg_backend_pid()"))
    with own.connect() as other:
        assert other.scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": process})
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != process
    engine.dispose()
