"""Announced once: when two workers run at once, and when one is killed before or after any commit."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from shutil import rmtree
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select

from marketplace.alerts import service
from marketplace.alerts.models import Delivery, Match
from marketplace.core import indexing, rebuild, unit
from marketplace.core.http import Marketplace
from marketplace.core.mail import Message
from marketplace.core.unit import SessionFactory, session
from tests.alerts.conftest import keep
from tests.factories.accounts import make_user
from tests.factories.needs import make_need

PEOPLE = 3
KILLED = """
import os, signal, sys
from marketplace.core import indexing, unit
from marketplace.settings import Settings

left, after, url, data = int(sys.argv[1]), sys.argv[2] == "after", sys.argv[3], sys.argv[4]
finish = unit.finish

def die_at(opened):
    global left
    left -= 1
    if left == 0 and not after:
        os.kill(os.getpid(), signal.SIGKILL)
    finish(opened)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

from marketplace.app import create_app
app = create_app(Settings(environment="test", secret_key="test-key-with-enough-length-0123456789", data_dir=data,
                          database_url=url))
with app.app_context():
    indexing.searcher()
unit.finish = die_at
app.test_cli_runner().invoke(args=["alerts", "run"], catch_exceptions=False)
"""


@pytest.fixture
def site(app: Marketplace, engine, clone_database: Callable[[str], str], settings) -> Iterator[str]:
    """A database where units really commit, an index beside it, and one need three people look for."""
    url = clone_database("alerts")
    own = create_engine(url, pool_size=10)
    SessionFactory.configure(bind=own, join_transaction_mode="conditional_savepoint")
    indexing.close()
    with app.app_context():
        list(rebuild.run())
        with unit.unit():
            service.evaluate()
        with unit.unit():
            for _number in range(PEOPLE):
                keep(make_user(), "q=余热回收&kind=need")
        with unit.unit():
            make_need()
        while indexing.drain():
            pass
    yield url
    indexing.close()
    rmtree(settings.data_path / "search")  # the other tests of this process have no index
    SessionFactory.configure(bind=engine)
    own.dispose()


def told() -> tuple[int, int, int]:
    count = select(func.count())
    return (
        session().scalar(count.select_from(Message).where(Message.template == "alerts/digest")) or 0,
        session().scalar(count.select_from(Delivery)) or 0,
        session().scalar(count.select_from(Match).where(Match.delivery_id.is_not(None))) or 0,
    )


def test_two_workers_at_once_tell_everybody_once(app: Marketplace, site: str) -> None:
    start = threading.Barrier(4)
    failures: list[BaseException] = []

    def work() -> None:
        start.wait(timeout=20)
        try:
            for step in (service.evaluate, service.deliver_due, service.evaluate, service.deliver_due):
                with app.app_context(), unit.unit():
                    step()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    with app.app_context(), unit.unit():
        assert told() == (PEOPLE, PEOPLE, PEOPLE)


def test_whoever_comes_while_another_evaluates_does_nothing(app: Marketplace, site: str) -> None:
    with app.app_context(), unit.unit():
        assert service.evaluate().matches == PEOPLE
        assert beside(app, service.evaluate) == service.Run()


def test_whoever_comes_while_another_sends_waits_and_sends_nothing(app: Marketplace, site: str) -> None:
    with app.app_context(), unit.unit():
        service.evaluate()
    with ThreadPoolExecutor(1) as pool:
        with app.app_context(), unit.unit():
            assert service.deliver_due() == PEOPLE
            second = pool.submit(lambda: beside(app, service.deliver_due))
            assert not wait([second], timeout=1).done, "it cannot know yet what the first one sent"
        assert second.result(timeout=20) == 0
    with app.app_context(), unit.unit():
        assert told() == (PEOPLE, PEOPLE, PEOPLE)


def beside(app: Marketplace, verb: Callable[[], Any]) -> Any:
    """What a verb answers in a thread, with a connection of its own."""

    def work() -> Any:
        with app.app_context(), unit.unit():
            return verb()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(timeout=30)


@pytest.mark.slow
def test_a_kill_at_any_commit_neither_loses_nor_doubles(app: Marketplace, site: str, settings) -> None:
    for commit in (1, 2):  # evaluation, delivery
        for moment in ("before", "after"):
            done = subprocess.run(
                [sys.executable, "-c", KILLED, str(commit), moment, site, str(settings.data_path)],
                capture_output=True, text=True, check=False, timeout=120,
            )  # fmt: skip
            assert done.returncode == -9, done.stderr[-2000:]
    with app.app_context():
        with unit.unit():
            service.evaluate()
        with unit.unit():
            service.deliver_due()
        with unit.unit():
            assert told() == (PEOPLE, PEOPLE, PEOPLE)
