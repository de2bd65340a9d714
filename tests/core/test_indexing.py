"""The index follows the database: nothing lost, nothing doubled; rebuild and reconcile."""

from __future__ import annotations

import pytest

from marketplace.core import index_status, indexing, reconcile
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import SYSTEM
from marketplace.needs import service
from tests.core.own_index import becomes, build, found, own_index, waiting  # noqa: F401
from tests.factories.needs import make_need

pytestmark = pytest.mark.usefixtures("own_index")


def test_a_change_reaches_the_index_and_a_refused_one_does_not(committed) -> None:
    with committed():
        build()
    with committed():
        need = make_need()
    with committed():
        noted = waiting()
        assert noted >= 1
        assert indexing.drain() == noted
        assert waiting() == 0
        assert becomes({f"need:{need.public_id}"})

    def refused() -> None:
        with committed():
            make_need()
            raise ValueError

    with pytest.raises(ValueError):
        refused()
    with committed():
        assert waiting() == 0


def test_withdrawal_takes_the_document_out(committed) -> None:
    with committed():
        build()
        need = make_need()
    with committed():
        indexing.drain()
        assert becomes({f"need:{need.public_id}"})
        service.advance(SYSTEM, public_id=need.public_id, action="withdraw", reason="solved in house")
    with committed():
        indexing.drain()
        assert becomes(set())


def test_rebuild_holds_everything_and_reconcile_finds_no_difference(committed) -> None:
    with committed():
        for _number in range(3):
            make_need()
        make_need(state="draft")
    with committed():
        build()
        assert len(found()) == 3
        report = reconcile.run()
        assert report.compared >= 4
        assert report.differences == 0


def test_reconcile_queues_what_the_index_missed(committed) -> None:
    with committed():
        build()
        need = make_need()
    with committed() as session:
        session.execute(OutboxRow.__table__.delete())
        report = reconcile.run()
        assert report.differences >= 1
        assert indexing.drain() == report.differences
        assert becomes({f"need:{need.public_id}"})


def test_without_an_index_rows_wait_and_are_not_lost(committed) -> None:
    with committed():
        make_need()
    with committed():
        noted = waiting()
        assert indexing.drain() == 0
        assert waiting() == noted > 0
        assert not index_status.read().ok
