"""Reading that may not take long: what is not answered in time is given up, and the page goes on without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from marketplace.core.unit import session


@contextmanager
def at_most(milliseconds: int) -> Iterator[None]:
    """Statements inside are cancelled after so long, and the transaction stays usable. Raises OperationalError."""
    with session().begin_nested():
        session().execute(text(f"SET LOCAL statement_timeout = {milliseconds:d}"))
        yield
        session().execute(text("SET LOCAL statement_timeout TO DEFAULT"))
