"""A fresh index per test, and people who save searches and turn the wheel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.alerts import service
from marketplace.alerts.models import SavedSearch
from marketplace.alerts.service import searches
from marketplace.core import clock, indexing, rebuild
from marketplace.core.mail import Message
from marketplace.core.unit import session
from tests.factories.accounts import actor


@pytest.fixture
def index(committed, tmp_path, monkeypatch) -> Iterator[None]:
    """An empty index; alerts have evaluated the empty site once."""
    monkeypatch.setattr(indexing, "_folder", lambda _settings: tmp_path / "search")
    indexing.close()
    with committed():
        list(rebuild.run())
    with committed():
        service.evaluate()
    yield
    indexing.close()


def keep(user: User, query: str, frequency: str = "at_once", name: str = "") -> SavedSearch:
    """Save a search as the person would from a results page."""
    pairs = [tuple(pair.split("=", 1)) for pair in query.split("&")]
    return searches.save(actor(user), pairs=pairs, name=name or query, frequency=frequency)  # type: ignore[arg-type]


def turn(committed: Callable[[], Any], at: datetime | None = None) -> service.Run:
    """Let the index take what was committed, evaluate it and send what is due."""
    with committed():
        while indexing.drain():
            pass
    with clock.travel(at or clock.now()):
        with committed():
            run = service.evaluate()
        with committed():
            service.deliver_due()
    return run


def messages(user: User) -> list[Message]:
    """Messages to a person, oldest first."""
    return list(session().scalars(select(Message).where(Message.user_id == user.id).order_by(Message.id)))
