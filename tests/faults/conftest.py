"""A site on an engine that may be harmed, and what its readers see."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update

from marketplace.core import indexing, rebuild, reconcile
from marketplace.core.outbox import OutboxRow
from marketplace.core.text import Text
from marketplace.core.unit import session
from search.elastic import names
from search.elastic.client import Connection
from search.elastic.generation import present
from tests.contract.nodes import (  # noqa: F401
    elasticsearch_node,
    private_node,
    pytest_collection_modifyitems,
)
from tests.factories.needs import make_need

BANNER = "Search works in basic mode"
HEALS_WITHIN = 30.0  # seconds after the engine answers again
NEEDS = 4


@dataclass
class Harmed:
    """The site as its readers see it while something is wrong with the engine."""

    client: FlaskClient
    committed: Callable
    needs: list[str]

    def is_basic(self) -> bool:
        """Whether the page says that it works in basic mode; it always shows the needs, by title at least."""
        answer = self.client.get("/en/search?q=余热&kind=need")
        assert answer.status_code == 200
        page = answer.text
        assert all(need in page for need in self.needs), "never an empty list"
        return BANNER in page

    def other_pages_answer(self) -> None:
        """Pages that do not search."""
        for path in ("/en/", "/en/needs", f"/en/needs/{self.needs[0]}", "/healthz"):
            assert self.client.get(path).status_code == 200, path

    def heals(self, seconds: float = HEALS_WITHIN) -> None:
        """Readers ask on until the full search is back; nothing is restarted."""
        deadline = time.monotonic() + seconds
        while self.is_basic():
            assert time.monotonic() < deadline, f"the full search is not back after {seconds} s"
            time.sleep(0.2)

    def change(self) -> None:
        """A need is published while the engine is away."""
        with self.committed():
            make_need(title=Text("余热回收其五", None))

    def drain(self, idle_seconds: int = 30) -> int:
        """One try of the worker; how many changes were settled. Other transactions may be idle so long only."""
        with self.committed():
            session().execute(text("SET LOCAL statement_timeout = '15s'"))
            session().execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{idle_seconds}s'"))
            session().execute(update(OutboxRow).values(next_try_at=func.clock_timestamp()))
            return indexing.drain()

    def rebuild(self) -> None:
        """What an operator does when the index itself is lost."""
        with self.committed():
            session().execute(text("SET LOCAL statement_timeout = '15s'"))
            assert list(rebuild.run())

    def nothing_was_lost(self) -> None:
        """Every change is indexed in the end, none was put aside, and index and database agree."""
        while self.drain():
            pass
        with self.committed():
            left = session().scalar(select(func.count()).where(OutboxRow.done_at.is_(None)))
            assert left == 0
            assert reconcile.run().differences == 0


@pytest.fixture
def site(app, client, committed, settings, tmp_path, monkeypatch) -> Iterator[Callable[..., Harmed]]:
    """`site(url)` builds an index of its own on a cluster, `site()` on the embedded engine.

    `origin` is the address of the cluster itself when `url` is that of something before it.
    """
    made: list[tuple[str, str]] = []

    def start(url: str = "", origin: str = "") -> Harmed:
        own = replace(settings, elasticsearch_url=url, search_index=f"t{uuid.uuid4().hex[:12]}")
        monkeypatch.setitem(app.config, "SETTINGS", own)
        monkeypatch.setattr(indexing, "_folder", lambda _settings: tmp_path / "search")
        indexing.close()
        made.append((origin or url, own.search_index))
        with committed():
            needs = [make_need(title=Text(f"余热回收其{number}", None)) for number in range(NEEDS)]
        harmed = Harmed(client, committed, [need.public_id for need in needs])
        harmed.rebuild()
        while harmed.drain():
            pass
        harmed.heals(60)  # a server that has just started is slow at first
        return harmed

    yield start
    indexing.close()
    for cluster, name in made:
        if cluster:
            with Connection(cluster).open(patient=True) as opened:
                for generation in present(opened, name):
                    opened.indices.delete(index=names.physical(name, generation))
