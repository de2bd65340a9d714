"""Two people at once, on two real connections: the last place, and the one running pilot of a deal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.core import unit
from marketplace.core.errors import Conflict, DomainError
from marketplace.pilots import service
from marketplace.pilots.models import PilotProject
from tests.factories.accounts import actor
from tests.factories.deals import make_cast, make_deal
from tests.factories.pilots import make_platform, pilot_values

Kept = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def kept(app: Flask, engine: Engine, clone_database: Callable[[str], str]) -> Iterator[Kept]:
    """Units of work that really commit, in a database of their own."""
    own = create_engine(clone_database("pilots"))
    unit.SessionFactory.configure(bind=own, join_transaction_mode="conditional_savepoint")

    @contextmanager
    def run() -> Iterator[Session]:
        with app.app_context(), unit.unit() as opened:
            yield opened

    yield run
    unit.SessionFactory.configure(bind=engine)
    own.dispose()


def _at_once(*calls: Callable[[], object]) -> list[object]:
    """The result of each call, or the error it raised; all begin together."""
    gate, results = threading.Barrier(len(calls)), [object()] * len(calls)

    def run(number: int, call: Callable[[], object]) -> None:
        gate.wait(timeout=20)
        try:
            results[number] = call()
        except (DomainError, IntegrityError) as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(n, call)) for n, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def _apply(kept: Kept, broker_id: int, deal: str, **values: object) -> Callable[[], object]:
    def call() -> object:
        with kept() as opened:
            user = opened.get_one(User, broker_id)
            return service.apply(actor(user), deal_public_id=deal, **values).id

    return call


def test_the_last_place_of_a_platform_is_taken_once(kept: Kept) -> None:
    with kept():
        cast, platform = make_cast(), make_platform(places=1)
        deals = [make_deal(cast, state="signed").public_id for _ in range(2)]
        values, broker = pilot_values(platform), cast.broker.id
    results = _at_once(*(_apply(kept, broker, deal, **values) for deal in deals))
    assert sorted(type(result).__name__ for result in results) == ["PlatformFull", "int"]
    with kept() as opened:
        taken = select(func.count()).where(PilotProject.platform_id == platform.id)
        assert opened.scalar(taken) == 1


def test_a_deal_gets_one_running_pilot_when_two_begin_at_once(kept: Kept) -> None:
    with kept():
        cast = make_cast()
        deal = make_deal(cast, state="signed")
        values, broker = pilot_values(), cast.broker.id
    results = _at_once(*(_apply(kept, broker, deal.public_id, **values) for _ in range(2)))
    assert sum(isinstance(result, int) for result in results) == 1
    assert sum(isinstance(result, (Conflict, IntegrityError)) for result in results) == 1
    with kept() as opened:
        assert opened.scalar(select(func.count()).where(PilotProject.deal_id == deal.id)) == 1
