"""How many questions a page asks the database: few, and the same for one row or many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.accounts.service import signin
from tests.accounts.conftest import Committed
from tests.factories import accounts as make

SignIn = Callable[[FlaskClient, User], None]


@contextmanager
def counted(connection: Connection) -> Iterator[list[str]]:
    """The SELECTs that run inside the block; the vocabulary is read once per process and not counted."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith("SELECT") and "taxonomy_" not in statement:
            seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(connection, "before_cursor_execute", note)


@pytest.mark.parametrize("roles", [(), ("reviewer", "administrator")])
def test_the_actor_of_a_request_costs_at_most_three_queries(
    db: Session, connection: Connection, roles: tuple[str, ...]
) -> None:
    user = make.make_staff(*roles) if roles else make.make_enterprise_user()
    token = signin.open_session(user, device="d", address="::1", hours=1)
    db.flush()
    db.expire_all()
    with counted(connection) as seen:
        found = signin.find_session(token, idle_minutes=9)
    assert found.actor.roles >= set(roles)
    assert len(seen) <= (3 if roles else 2)


def test_lists_ask_as_much_for_many_rows_as_for_one(
    client: FlaskClient, committed: Committed, sign_in: SignIn, connection: Connection
) -> None:
    with committed():
        house, owner = make.make_organisation(), make.make_staff("administrator")
        make.join(owner, house, "owner")
    sign_in(client, owner)
    paths = ["organisations", "experts", f"members?organisation={house.public_id}", "people", "settings"]
    before = {path: cost(client, connection, path) for path in paths}
    with committed():
        for _ in range(8):
            make.make_broker(make.make_organisation("broker_agency"))
            make.join(make.make_user(), house, "member")
    after = {path: cost(client, connection, path) for path in paths}
    assert before == after
    assert max(after.values()) <= 8


def cost(client: FlaskClient, connection: Connection, path: str) -> int:
    with counted(connection) as seen:
        assert client.get(f"/zh/accounts/{path}").status_code == 200
    return len(seen)
