"""On a secured cluster the web process can only read and the worker touches only its own indices."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from search import Document, Index, Query, Searcher, SearchError, SearchUnavailable
from search.analysis import Analysis
from search.box import parse_box
from search.elastic import ElasticBackend, open_backend
from search.elastic.client import Connection
from search.fields import Terms, Text, Tree
from search.rebuild import rebuild
from tools.elasticsearch import Node
from tools.elasticsearch.accounts import Account

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow]

PUBLIC = frozenset({"public"})
INDEX = Index("rights", [Text("title", bigrams=True), Tree("field", facet=Terms(5))])
PUMP = Document("listing:A", "listing", 1, PUBLIC, {"title": "高温热泵", "field": ("heat",)})


def signed_in(node: Node, account: Account, password: str | None = None) -> ElasticBackend:
    return open_backend(node.url, INDEX, Analysis(), basic_auth=(account.name, password or account.password))


@pytest.fixture
def indexer(secured_node: Node) -> Iterator[ElasticBackend]:
    """The worker's backend with a loaded index."""
    assert secured_node.accounts is not None
    opened = signed_in(secured_node, secured_node.accounts.indexer)
    rebuild(opened, [PUMP], expected=1)
    yield opened
    opened.close()


@pytest.fixture
def reader(secured_node: Node, indexer: ElasticBackend) -> Iterator[ElasticBackend]:
    """The web process's backend."""
    assert secured_node.accounts is not None
    opened = signed_in(secured_node, secured_node.accounts.reader)
    yield opened
    opened.close()


def ask(backend: ElasticBackend) -> int:
    """The total of a search; a server that has just started may miss the time limit at first."""
    deadline = time.monotonic() + 60
    while True:
        asked = Query(audience=PUBLIC, text=parse_box("热泵", INDEX), facets=("field",), deadline=deadline)
        try:
            return Searcher(backend).search(asked).total
        except SearchUnavailable as error:
            if error.reason != "deadline" or time.monotonic() > deadline - 1:
                raise


def test_the_worker_can_do_all_its_work(indexer: ElasticBackend) -> None:
    assert indexer.write([PUMP])[0].status == "done"
    assert indexer.versions("", 10) == [("listing:A", 1)]
    assert ask(indexer) == 1
    health = indexer.health()
    assert health.ok
    assert health.detail["status"] == "green"


def test_the_web_process_reads_and_is_well(reader: ElasticBackend) -> None:
    assert ask(reader) == 1
    health = reader.health()
    assert health.ok
    assert health.documents == 1


def test_the_web_process_cannot_write(reader: ElasticBackend) -> None:
    (outcome,) = reader.write([Document("listing:B", "listing", 1, PUBLIC, {"title": "乙"})])
    assert outcome.status == "retry", "a missing right is no fault of the document"
    assert "403" in outcome.reason or "security_exception" in outcome.reason
    with pytest.raises(SearchError):
        reader.begin("mine")
    assert ask(reader) == 1


def test_the_worker_reaches_no_other_index(secured_node: Node, indexer: ElasticBackend) -> None:
    assert secured_node.accounts is not None
    account = secured_node.accounts.indexer
    connection = Connection(secured_node.url, basic_auth=(account.name, account.password))
    with connection.open(patient=False) as client:
        told = client.options(ignore_status=403).indices.create(index="somebody-elses")
    assert told.meta.status == 403


def test_a_wrong_password_is_an_unavailable_engine_and_is_told_to_nobody(
    secured_node: Node, indexer: ElasticBackend
) -> None:
    assert secured_node.accounts is not None
    stranger = signed_in(secured_node, secured_node.accounts.reader, "wrong-secret")
    with pytest.raises(SearchUnavailable) as refused:
        ask(stranger)
    assert refused.value.reason == "engine"
    assert refused.value.detail.startswith("401")
    assert "wrong-secret" not in str(refused.value)
    assert not stranger.health().ok


def test_a_name_and_a_password_may_stand_in_the_address(secured_node: Node, indexer: ElasticBackend) -> None:
    assert secured_node.accounts is not None
    account = secured_node.accounts.reader
    scheme, address = secured_node.url.split("://")
    opened = open_backend(f"{scheme}://{account.name}:{quote(account.password)}@{address}", INDEX, Analysis())
    assert ask(opened) == 1
