"""Reading that may not take long: what is not answered in time is given up, and the page goes on without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from marketplace.core.unit import session


@contextmanager
def at_most(milliseconds: int) -> Iterator[None]:
    """Statements inside are cancelled after so long, and the transaction stays usable. Raises OperationalError.

    For reading only: a nested transaction of the session, which also looks after objects, would ask twice as often.
    """
    connection = session().connection()
    connection.exec_driver_sql(f"SAVEPOINT patience; SET LOCAL statement_timeout = {milliseconds:d}")
    try:
        yield
    except Exception:
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT patience; RELEASE SAVEPOINT patience")
        raise
    connection.exec_driver_sql("SET LOCAL statement_timeout TO DEFAULT; RELEASE SAVEPOINT patience")
