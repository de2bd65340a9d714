"""Two buttons pressed at once, on two real connections: both records are kept, in one shortlist."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select

from marketplace.accounts.models import User
from marketplace.core import unit
from marketplace.core.errors import Invalid
from marketplace.discovery.models import Collection
from marketplace.discovery.queries import collections as queries
from marketplace.discovery.service import collections as verbs
from tests.factories.accounts import actor, make_enterprise_user
from tests.factories.needs import make_need

Act = Callable[[object], object]


@pytest.fixture
def site(app: Flask, engine: Engine, clone_database: Callable[[str], str]) -> Iterator[Flask]:
    """The application on a database in which units of work really commit."""
    own = create_engine(clone_database("collections"))
    unit.SessionFactory.configure(bind=own, join_transaction_mode="conditional_savepoint")
    yield app
    unit.SessionFactory.configure(bind=engine)
    own.dispose()


def at_once(site: Flask, acts: list[Act], user_id: int) -> list[str]:
    """Run each act in a thread and a unit of work of its own; what it raised, or "" for each."""
    start, told = threading.Barrier(len(acts)), []

    def run(act: Act) -> None:
        try:
            with site.app_context(), unit.unit() as opened:
                who = actor(opened.get_one(User, user_id))
                start.wait(timeout=20)
                act(who)
            told.append("")
        except Exception as error:  # the test tells which
            told.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


@pytest.mark.parametrize("same", [False, True], ids=["two records", "one record twice"])
def test_two_records_kept_at_once_are_both_in_the_one_shortlist(site: Flask, same: bool) -> None:
    for _round in range(5):
        with site.app_context(), unit.unit():
            user = make_enterprise_user()
            names = [f"need:{make_need().public_id}" for _number in range(1 if same else 4)] * (4 if same else 1)
        acts: list[Act] = [lambda who, name=name: verbs.keep(who, record=name) for name in names]  # type: ignore[misc]
        assert at_once(site, acts, user.id) == [""] * 4
        with site.app_context(), unit.unit() as opened:
            (shortlist,) = opened.scalars(select(Collection).where(Collection.owner_id == user.id)).all()
            assert shortlist.is_shortlist
            found = queries.page_for(actor(opened.get_one(User, user.id)), shortlist.public_id)
            assert {item.key for item in found.items} == set(names)
            assert [item.position for item in found.items] == list(range(1, len(set(names)) + 1))


def test_the_last_collection_is_made_once(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "MOST_COLLECTIONS", 1)
    with site.app_context(), unit.unit():
        user = make_enterprise_user()
    acts: list[Act] = [lambda who: verbs.create(who, name="储能")] * 3
    assert sorted(at_once(site, acts, user.id)) == ["", Invalid.__name__, Invalid.__name__]
    with site.app_context(), unit.unit() as opened:
        assert opened.scalar(select(func.count()).where(Collection.owner_id == user.id)) == 1
