"""A database of the test's own, where units really commit: what survives an error is seen as it would be in service."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine

from marketplace.core.http import Marketplace
from marketplace.core.unit import SessionFactory


@pytest.fixture
def own_database(app: Marketplace, engine, clone_database: Callable[[str], str]) -> Iterator[str]:
    """The address of a fresh database, to which every unit of this test goes."""
    url = clone_database("own")
    own = create_engine(url)
    SessionFactory.configure(bind=own, join_transaction_mode="conditional_savepoint")
    yield url
    SessionFactory.configure(bind=engine)
    own.dispose()
