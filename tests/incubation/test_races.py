"""Two cases at once, on two real connections: the last place of an incubator."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy import Engine, create_engine, func, select

from marketplace.accounts.models import User
from marketplace.core import unit
from marketplace.incubation import service
from marketplace.incubation.errors import IncubatorFull
from marketplace.incubation.models import IncubationCase
from tests.factories.accounts import actor
from tests.factories.deals import make_cast, make_deal
from tests.factories.incubation import begin_values, make_incubator


def test_the_last_place_of_an_incubator_is_taken_once(
    app: Flask, engine: Engine, clone_database: Callable[[str], str]
) -> None:
    own = create_engine(clone_database("incubation"))
    unit.SessionFactory.configure(bind=own, join_transaction_mode="conditional_savepoint")
    try:
        with app.app_context(), unit.unit():
            cast, incubator = make_cast(), make_incubator(places=1)
            deals = [make_deal(cast, state="signed").public_id for _ in range(2)]
            values, lead = begin_values(incubator), cast.lead.id
        start, results = threading.Barrier(2), []

        def begin(deal: str) -> None:
            start.wait(timeout=20)
            try:
                with app.app_context(), unit.unit() as opened:
                    who = actor(opened.get_one(User, lead))
                    service.waive(who, deal_public_id=deal, reason="已在企业产线连续运行两年", **values)
                results.append("begun")
            except IncubatorFull:
                results.append("full")

        threads = [threading.Thread(target=begin, args=(deal,)) for deal in deals]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert sorted(results) == ["begun", "full"]
        with app.app_context(), unit.unit() as opened:
            taken = select(func.count()).where(IncubationCase.incubator_id == incubator.id)
            assert opened.scalar(taken) == 1
    finally:
        unit.SessionFactory.configure(bind=engine)
        own.dispose()
