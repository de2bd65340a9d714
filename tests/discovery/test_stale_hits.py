"""Reading a page whose index is behind queues what is wrong once, however many read it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from marketplace.core import outbox
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.discovery import service
from marketplace.needs.models import Need
from tests.factories.needs import make_need

QUESTION = [("kind", "need"), ("q", "余热")]


@pytest.fixture
def stale(committed, index) -> Need:
    """A need that the index still has and nobody may find any more; its own change was lost."""
    with committed():
        need = make_need(title=Text("余热回收", None))
    index()
    with committed():
        session().execute(update(Need).where(Need.id == need.id).values(state="withdrawn"))
        session().execute(update(OutboxRow).values(done_at=func.clock_timestamp()))
    return need


def unsettled(need: Need) -> int:
    """How many rows ask for the need."""
    asked = select(func.count()).select_from(OutboxRow).where(OutboxRow.entity_id == need.id)
    return session().scalar(asked.where(OutboxRow.entity == "need", OutboxRow.done_at.is_(None))) or 0


def test_ten_readers_queue_a_record_once(committed, stale: Need) -> None:
    for _reader in range(10):
        with committed():
            found = service.find(ANONYMOUS, QUESTION)
        assert (found.total, found.rows) == (1, [])
    with committed():
        assert unsettled(stale) == 1


def test_what_was_refused_is_not_refused_again_for_each_reader(committed, stale: Need) -> None:
    with committed():
        service.find(ANONYMOUS, QUESTION)
        session().execute(update(OutboxRow).where(OutboxRow.done_at.is_(None)).values(dead_at=func.clock_timestamp()))
    with committed():
        service.find(ANONYMOUS, QUESTION)
    with committed():
        assert unsettled(stale) == 1


def test_what_was_settled_may_be_queued_again(committed, stale: Need) -> None:
    with committed():
        outbox.enqueue_missing("need", [stale.id, stale.id])
        outbox.enqueue_missing("need", [])
        assert unsettled(stale) == 1
