"""Two people at once, on two real connections: nothing is lost, nothing is done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select

from marketplace.core import unit
from marketplace.core.errors import Conflict, DomainError, InvalidAction
from marketplace.core.http import Marketplace
from marketplace.core.text import Text
from marketplace.core.unit import SessionFactory, session
from marketplace.deals.models import Deal, DealNote, Enquiry
from marketplace.deals.service import assignment, details, enquiries, notes
from tests.factories.accounts import actor, make_broker
from tests.factories.deals import Cast, make_cast, make_deal, make_enquiry
from tests.factories.listings import make_listing


@pytest.fixture
def committing(app: Marketplace, clone_database: Callable[[str], str], engine: Engine) -> Iterator[Marketplace]:
    """The application on a database of its own, where units really commit."""
    own = create_engine(clone_database("races"))
    SessionFactory.configure(bind=own, join_transaction_mode="conditional_savepoint")
    yield app
    SessionFactory.configure(bind=engine)
    own.dispose()


def run(app: Marketplace, work: Callable[[], Any]) -> Any:
    with app.app_context(), unit.unit():
        return work()


def race(app: Marketplace, *jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs at the same moment, each in its own thread, connection and unit; answers or errors in order."""
    barrier, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def one(index: int, job: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[index] = run(app, job)
        except (DomainError, Exception) as error:  # every outcome is judged by the test
            results[index] = error

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_no_update_of_a_deal_is_lost(committing: Marketplace) -> None:
    """Two brokers save the same form again and again: each save is either kept or refused with a difference."""
    cast: Cast
    cast, deal_id, public_id = run(committing, lambda: _deal("screened"))
    kept = 0
    for number in range(6):
        version = run(committing, lambda: session().get_one(Deal, deal_id).version)

        def save(side: str, number: int = number, version: int = version) -> Callable[[], Any]:
            return lambda: details.edit(
                actor(session().merge(cast.broker)), public_id=public_id, version=version,
                title=Text(f"{side}{number}", None), value_reason=f"{side}{number}",
            )  # fmt: skip

        results = race(committing, save("甲"), save("乙"))
        refused = [result for result in results if isinstance(result, Conflict)]
        assert len(refused) == 1
        assert set(refused[0].diff) == {"title", "value_reason"}
        kept += 1
        saved = run(committing, lambda: session().get_one(Deal, deal_id))
        winner = "甲" if isinstance(results[1], Conflict) else "乙"
        assert saved.title.zh == f"{winner}{number}"
    assert kept == 6


def _deal(state: str) -> tuple[Cast, int, str]:
    cast = make_cast()
    deal = make_deal(cast, state=state)
    return cast, deal.id, deal.public_id


def test_notes_written_at_once_are_all_kept(committing: Marketplace) -> None:
    cast, deal_id, public_id = run(committing, lambda: _deal("screened"))
    write = [
        lambda who=who, n=n: notes.add_note(actor(session().merge(who)), public_id=public_id, body=f"第{n}条")
        for n, who in enumerate([cast.broker, cast.officer, cast.buyer, cast.reviewer])
    ]
    results = race(committing, *write)
    assert not [result for result in results if isinstance(result, Exception)]
    count = run(committing, lambda: len(session().scalars(select(DealNote).where(DealNote.deal_id == deal_id)).all()))
    assert count == 4


def test_two_brokers_claim_one_lead(committing: Marketplace) -> None:
    _cast, deal_id, public_id = run(committing, lambda: _deal("lead"))
    brokers = run(committing, lambda: [make_broker(), make_broker()])
    claim = [lambda who=who: assignment.claim(actor(session().merge(who)), public_id=public_id) for who in brokers]
    results = race(committing, *claim)
    winners = [result for result in results if isinstance(result, Deal)]
    assert len(winners) == 1
    owner = run(committing, lambda: session().get_one(Deal, deal_id).broker_user_id)
    assert owner in {who.id for who in brokers}


def test_two_officers_accept_one_enquiry(committing: Marketplace) -> None:
    cast, public_id = run(committing, lambda: (cast := make_cast(), make_enquiry(cast).public_id))
    accept = lambda: enquiries.accept(actor(session().merge(cast.officer)), public_id=public_id)  # noqa: E731
    results = race(committing, accept, accept)
    assert len([result for result in results if isinstance(result, Deal)]) == 1
    assert len([result for result in results if isinstance(result, InvalidAction)]) == 1


def test_one_organisation_asks_twice_at_once(committing: Marketplace) -> None:
    def prepare() -> tuple[Cast, Any]:
        cast = make_cast()
        return cast, make_listing(cast.university, cast.officer).public_id

    cast, listing = run(committing, prepare)
    ask = lambda: enquiries.create(  # noqa: E731
        actor(session().merge(cast.buyer)), listing=listing, wanted_mode="licence", question="?"
    )
    race(committing, ask, ask)
    assert run(committing, lambda: len(session().scalars(select(Enquiry)).all())) == 1
