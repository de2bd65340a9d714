"""Reading that may not take long: what is not answered in time is given up, and the page goes on without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from marketplace.core.unit import session, stands_alone

WITHIN = (  # a transaction that goes on
    "SAVEPOINT patience",
    "SET LOCAL statement_timeout TO DEFAULT; RELEASE SAVEPOINT patience",
    "ROLLBACK TO SAVEPOINT patience; RELEASE SAVEPOINT patience",
)
ALONE = ("BEGIN", "COMMIT", "ROLLBACK")  # a transaction for the limit, which ends with it


@contextmanager
def at_most(milliseconds: int) -> Iterator[None]:
    """Statements inside are cancelled after so long, and the session stays usable. Raises OperationalError.

    For reading only: a nested transaction of the session, which also looks after objects, would ask twice as often.
    """
    connection = session().connection()
    begin, end, give_up = ALONE if stands_alone(connection) else WITHIN
    connection.exec_driver_sql(f"{begin}; SET LOCAL statement_timeout = {milliseconds:d}")
    try:
        yield
    except Exception:
        connection.exec_driver_sql(give_up)
        raise
    connection.exec_driver_sql(end)
