"""The index is rebuilt while people write and search: no search fails, nothing is missing, nothing is left over."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import Engine, create_engine, func, select

from marketplace.accounts.models import Organisation, User
from marketplace.core import indexing, rebuild, reconcile
from marketplace.core.http import Marketplace
from marketplace.core.outbox import OutboxRow
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.core.unit import SessionFactory, session, unit
from marketplace.needs import service
from marketplace.needs.models import Need
from search import Query, SearchUnavailable
from tests.contract.conftest import ENGINES, remove_from_cluster
from tests.contract.nodes import elasticsearch_node, pytest_collection_modifyitems  # noqa: F401
from tests.factories.accounts import make_enterprise_user, make_organisation
from tests.factories.needs import make_need

STEADY = 20  # needs that nobody touches: every reader finds them all the time
REBUILDS = 2
BREATH = 0.2  # seconds between two acts of a person, so that the machine has time for the rebuild
PATIENCE = 20.0  # seconds: what is found is tested here, not how busy the machine is


@pytest.fixture(params=ENGINES)
def live(
    request: pytest.FixtureRequest, app: Marketplace, engine: Engine, settings, tmp_path, monkeypatch,
    clone_database: Callable[[str], str],
) -> Iterator[Marketplace]:  # fmt: skip
    """The application on a database of its own, where units really commit, and an index of its own."""
    url = request.getfixturevalue("elasticsearch_node").url if request.param == "elasticsearch" else ""
    own = create_engine(clone_database(f"load_{request.param}"), pool_size=10)
    SessionFactory.configure(bind=own, join_transaction_mode="conditional_savepoint")
    monkeypatch.setitem(
        app.config, "SETTINGS", replace(settings, elasticsearch_url=url, search_index=f"t{uuid.uuid4().hex[:12]}")
    )
    monkeypatch.setattr(indexing, "_folder", lambda _settings: tmp_path / "search")
    monkeypatch.setattr("search.searcher.DEADLINE", PATIENCE)
    indexing.close()
    yield app
    with app.app_context():
        if url:
            remove_from_cluster(url, indexing.backend())
        indexing.close()
    SessionFactory.configure(bind=engine)
    own.dispose()


@dataclass
class Traffic:
    """People who write and search in threads of their own until they are stopped; every error is kept."""

    app: Marketplace
    steady: frozenset[str]
    owner_id: int
    author_id: int
    errors: list[BaseException] = field(default_factory=list)
    searches: int = 0
    written: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        jobs = [self.write, self.search, self.search, self.drain]
        threads = [threading.Thread(target=self._repeat, args=(job,)) for job in jobs]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(60)

    def _repeat(self, job: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                with self.app.app_context():
                    job()
                time.sleep(BREATH)
            except Exception as error:  # any error at all is what this test looks for
                self.errors.append(error)

    def write(self) -> None:
        """Publish a need; every other one is withdrawn again."""
        with unit() as opened:
            owner, author = opened.get_one(Organisation, self.owner_id), opened.get_one(User, self.author_id)
            need = make_need(owner, author, title=Text("余热回收新", None))
        self.written += 1
        if self.written % 2:
            with unit():
                service.advance(SYSTEM, public_id=need.public_id, action="withdraw", reason="solved")

    def search(self) -> None:
        with unit():
            asked = Query(
                audience=frozenset({"public"}), kinds=("need",), size=100, filters={"city": ("5103",)},
                deadline=time.monotonic() + PATIENCE,
            )  # fmt: skip
            found = {hit.id for hit in indexing.searcher().search(asked).hits}
        self.searches += 1
        if missing := self.steady - found:
            raise SearchUnavailable("missing", str(missing))

    def drain(self) -> None:
        indexing.drain()


def test_a_rebuild_under_live_traffic_loses_nothing(live: Marketplace) -> None:
    with live.app_context(), unit():
        owner = make_organisation("enterprise")
        author = make_enterprise_user(owner)
        needs = [make_need(owner, author, region_code="5103") for _number in range(STEADY)]
    with live.app_context():
        list(rebuild.run())
    traffic = Traffic(live, frozenset(f"need:{need.public_id}" for need in needs), owner.id, author.id)
    with live.app_context(), traffic.running():
        for _number in range(REBUILDS):
            before = traffic.written
            assert "is read now" in list(rebuild.run())[-1]
            while traffic.written < before + 5 and not traffic.errors:
                time.sleep(BREATH)
    assert traffic.errors == []
    assert traffic.searches > REBUILDS
    with live.app_context():
        while indexing.drain():
            pass
        with unit():
            assert session().scalar(select(func.count()).where(OutboxRow.done_at.is_(None))) == 0
            assert reconcile.run().differences == 0
            public = session().scalar(select(func.count()).where(Need.state == "open"))
            assert indexing.backend().health().ok
            found = Query(audience=frozenset({"public"}), kinds=("need",), deadline=time.monotonic() + PATIENCE)
            assert indexing.searcher().search(found).total == public
