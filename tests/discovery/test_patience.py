"""Reading with a time limit: what is cancelled leaves the transaction and its own limit as they were."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from marketplace.core.unit import SessionFactory, session, unit
from marketplace.discovery.queries.patience import at_most


def limit() -> str:
    return str(session().scalar(text("SHOW statement_timeout")))


def test_a_statement_in_time_is_answered_and_the_limit_ends_with_the_block(committed) -> None:
    with committed():
        before = limit()
        for _again in range(8):  # a driver that prepares what it sees often must not prepare this
            with at_most(250):
                assert limit() == "250ms"
        assert limit() == before


def test_a_late_statement_is_cancelled_and_the_transaction_goes_on(committed) -> None:
    with committed():
        before = limit()
        session().execute(text("CREATE TEMP TABLE kept (n int) ON COMMIT DROP"))
        with pytest.raises(OperationalError, match="timeout"), at_most(20):
            session().execute(text("SELECT pg_sleep(2)"))
        assert session().scalar(text("SELECT count(*) FROM kept")) == 0
        assert limit() == before


def test_a_wrong_statement_is_told_and_the_transaction_goes_on(committed) -> None:
    with committed():
        with pytest.raises(ProgrammingError), at_most(250):
            session().execute(text("SELECT nothing_of_that_name"))
        assert session().scalar(text("SELECT 1")) == 1


def test_a_session_whose_statements_stand_alone_is_usable_after_a_late_one(engine: Engine) -> None:
    SessionFactory.configure(bind=engine)
    with unit(reading=True):
        before = limit()
        with at_most(250):
            assert limit() == "250ms"
        assert limit() == before
        with pytest.raises(OperationalError, match="timeout"), at_most(20):
            session().execute(text("SELECT pg_sleep(2)"))
        assert limit() == before
