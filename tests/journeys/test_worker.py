"""The worker is killed in the middle of its work: nothing is lost, nothing is doubled."""

from __future__ import annotations

import json
import random
import signal
import time
import urllib.request

import pytest
from sqlalchemy import func, select, text

from marketplace.core import indexing, vectors
from marketplace.core.mail import Message
from marketplace.core.outbox import OutboxRow
from marketplace.core.text import Text
from marketplace.core.vectors import SearchVector, VectorTask
from marketplace.needs.models import Need
from tests.factories.needs import make_need
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]
KILLS, PER_ROUND = 4, 40


def count_found(site: Site) -> int:
    with urllib.request.urlopen(f"{site.url}/api/v1/search?kind=need&size=1", timeout=5) as answer:
        return int(json.load(answer)["total"])


def wait_for(condition: object, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


def test_a_published_need_is_found_soon(site: Site) -> None:
    wait_for(lambda: _waiting(site) == 0, 30)
    before = count_found(site)
    with site.within():
        make_need()
    assert wait_for(lambda: count_found(site) == before + 1, 10)


def _waiting(site: Site) -> int:
    with site.within() as session:
        query = select(func.count()).where(OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None))
        return session.scalar(query) or 0


def test_kill_nine_loses_and_doubles_nothing(site: Site) -> None:
    chance = random.Random(7)
    for _round in range(KILLS):
        with site.within() as session:
            for number in range(PER_ROUND):
                make_need()
                session.add(Message(address=f"a{number}@example.org", lang="zh", template="x", subject="s", body="b"))
            session.flush()
        time.sleep(chance.random())
        site.worker.send_signal(signal.SIGKILL)
        site.worker.wait(10)
        site.start_worker()
    assert wait_for(lambda: _waiting(site) == 0, 120)
    with site.within() as session:
        public = session.scalar(select(func.count()).where(Need.state.in_(("open", "matching", "introduced"))))
        dead = session.scalar(select(func.count()).where(OutboxRow.dead_at.is_not(None)))
        failed = session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"))
    assert dead == 0
    assert failed == 0
    assert wait_for(lambda: count_found(site) == public, 30), (count_found(site), public)


@pytest.mark.timeout(600)
def test_kill_nine_only_delays_the_vectors(site: Site) -> None:
    with site.within():
        for number in range(24):
            make_need(title=Text(f"第 {number} 号窑炉的余热怎样利用", None))
    before = _with_vectors(site)
    assert wait_for(lambda: _with_vectors(site) > before, 120)
    site.worker.send_signal(signal.SIGKILL)
    site.worker.wait(10)
    site.start_worker()
    assert wait_for(lambda: _without_vectors(site) == 0, 240)
    with site.within() as session:
        assert session.scalar(select(func.count()).select_from(VectorTask)) == 0


def _with_vectors(site: Site) -> int:
    with site.within() as session:
        return session.scalar(select(func.count()).select_from(SearchVector)) or 0


def _without_vectors(site: Site) -> int:
    with site.within():
        waiting = vectors.progress().waiting
        # Looking through all records while some wait would only slow down the worker that is waited for.
        return waiting or sum(vectors.known(documents)[1] for _name, _ids, documents in indexing.walk())
