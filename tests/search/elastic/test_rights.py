"""On a secured cluster the web process can only read and the worker touches only its own indices."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from search import Searcher, SearchError, SearchUnavailable
from search.analysis import Analysis
from search.elastic import ElasticBackend, open_backend
from search.elastic.client import Connection
from tests.search.elastic.indices import LOADED, ask, heat_pump, loaded, warm
from tools.elasticsearch import Node
from tools.elasticsearch.accounts import Account, Accounts

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow]


@pytest.fixture
def accounts(secured_node: Node) -> Accounts:
    """The users of the secured node."""
    assert secured_node.accounts is not None
    return secured_node.accounts


@pytest.fixture
def indexer(secured_node: Node, accounts: Accounts) -> Iterator[ElasticBackend]:
    """The worker's backend with a loaded index."""
    with loaded(secured_node.url, (accounts.indexer.name, accounts.indexer.password)) as opened:
        yield opened


def signed_in(node: Node, indexer: ElasticBackend, account: Account, password: str = "") -> ElasticBackend:
    """A backend of another user on the same index."""
    return open_backend(node.url, indexer.index, Analysis(), basic_auth=(account.name, password or account.password))


@pytest.fixture
def reader(secured_node: Node, accounts: Accounts, indexer: ElasticBackend) -> Iterator[ElasticBackend]:
    """The web process's backend."""
    opened = signed_in(secured_node, indexer, accounts.reader)
    yield opened
    opened.close()


def test_the_worker_can_do_all_its_work(indexer: ElasticBackend) -> None:
    assert indexer.write([heat_pump("new")])[0].status == "done"
    assert len(indexer.versions("", 1_000)) == LOADED + 1
    assert warm(indexer) == LOADED + 1
    health = indexer.health()
    assert health.ok
    assert health.detail["status"] == "green"


def test_the_web_process_reads_and_is_well(reader: ElasticBackend) -> None:
    assert warm(reader) == LOADED
    health = reader.health()
    assert health.ok
    assert health.documents == LOADED


def test_the_web_process_cannot_write(reader: ElasticBackend) -> None:
    (outcome,) = reader.write([heat_pump("new")])
    assert outcome.status == "retry", "a missing right is no fault of the document"
    assert "403" in outcome.reason or "security_exception" in outcome.reason
    with pytest.raises(SearchError):
        reader.begin("mine")
    assert warm(reader) == LOADED


def test_the_worker_reaches_no_other_index(secured_node: Node, accounts: Accounts) -> None:
    connection = Connection(secured_node.url, basic_auth=(accounts.indexer.name, accounts.indexer.password))
    with connection.open(patient=False) as client:
        told = client.options(ignore_status=403).indices.create(index="somebody-elses")
    assert told.meta.status == 403


def test_a_wrong_password_is_an_unavailable_engine_and_is_told_to_nobody(
    secured_node: Node, accounts: Accounts, indexer: ElasticBackend
) -> None:
    stranger = signed_in(secured_node, indexer, accounts.reader, "wrong-secret")
    with pytest.raises(SearchUnavailable) as refused:
        ask(Searcher(stranger), 5)
    assert refused.value.reason == "engine"
    assert refused.value.detail.startswith("401")
    assert "wrong-secret" not in str(refused.value)
    assert not stranger.health().ok


def test_a_name_and_a_password_may_stand_in_the_address(
    secured_node: Node, accounts: Accounts, indexer: ElasticBackend
) -> None:
    scheme, address = secured_node.url.split("://")
    url = f"{scheme}://{accounts.reader.name}:{quote(accounts.reader.password)}@{address}"
    assert warm(open_backend(url, indexer.index, Analysis())) == LOADED
