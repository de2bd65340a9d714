"""A cluster that dies, hangs or loses its index: a quick, named failure, and healing without help."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

import pytest

from search import IndexMissing, Searcher, SearchUnavailable
from search.analysis import Analysis
from search.elastic import ElasticBackend, names, open_backend
from search.elastic.client import Connection
from search.rebuild import rebuild
from tests.search.elastic.indices import LOADED, ask, heat_pump, loaded, physical, warm
from tools.elasticsearch import Node

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow]

ONE_SECOND = 1.0


@pytest.fixture
def backend(private_node: Node) -> Iterator[ElasticBackend]:
    """A loaded index on a node that these tests may harm."""
    with loaded(private_node.url) as opened:
        yield opened


@pytest.fixture
def shared(elasticsearch_node: Node) -> Iterator[ElasticBackend]:
    """A loaded index on the shared node."""
    with loaded(elasticsearch_node.url) as opened:
        yield opened


def refused(searcher: Searcher) -> tuple[str, float]:
    """Reason and seconds of a search that must fail."""
    started = time.monotonic()
    with pytest.raises(SearchUnavailable) as error:
        ask(searcher)
    return error.value.reason, time.monotonic() - started


def test_a_killed_node_fails_at_once_and_is_used_again_after_its_restart(
    private_node: Node, backend: ElasticBackend
) -> None:
    searcher = Searcher(backend)
    private_node.kill()
    failures = [refused(searcher) for _ in range(6)]
    assert median(seconds for _, seconds in failures) < ONE_SECOND
    assert {reason for reason, _ in failures[:5]} <= {"engine", "deadline"}
    assert failures[5][0] == "breaker_open"
    assert searcher.breaker.state == "open"
    assert not backend.health().ok

    private_node.restart()
    warm(backend)  # asked by somebody else meanwhile: a server that has just started is slow
    deadline = time.monotonic() + 30
    while searcher.breaker.state != "closed" and time.monotonic() < deadline:
        time.sleep(0.5)
        try:
            assert ask(searcher) == LOADED
        except SearchUnavailable:
            continue
    assert searcher.breaker.state == "closed", "a healed node must be in use again within 30 s"
    assert backend.write([heat_pump("000", 2)])[0].status == "done"


def test_a_hanging_node_costs_each_search_less_than_its_deadline(private_node: Node, backend: ElasticBackend) -> None:
    searcher = Searcher(backend)
    private_node.pause()
    try:
        failures = [refused(searcher) for _ in range(6)]
    finally:
        private_node.resume()
    assert median(seconds for _, seconds in failures[:5]) < ONE_SECOND
    assert {reason for reason, _ in failures[:5]} == {"deadline"}
    assert failures[5][0] == "breaker_open"
    assert failures[5][1] < 0.4, "an open breaker does not wait for the node"


def test_a_lost_alias_is_missing_and_nothing_creates_it_again(elasticsearch_node: Node, shared: ElasticBackend) -> None:
    with Connection(elasticsearch_node.url).open(patient=True) as client:
        client.indices.delete_alias(index=physical(shared), name=names.alias(shared.index.name))
        with pytest.raises(IndexMissing):
            shared.write([heat_pump("new")])
        fresh = open_backend(elasticsearch_node.url, shared.index, Analysis())
        with pytest.raises(IndexMissing):
            ask(Searcher(fresh))
        assert not client.indices.exists(index=names.alias(shared.index.name))
    rebuild(shared, [heat_pump("again")], expected=1)
    assert warm(fresh) == 1


@pytest.mark.parametrize("loss", ["deleted", "closed"])
def test_an_index_that_vanishes_under_a_reader_is_missing_not_empty(
    elasticsearch_node: Node, shared: ElasticBackend, loss: str
) -> None:
    searcher = Searcher(shared)
    assert ask(searcher, 5) == LOADED
    with Connection(elasticsearch_node.url).open(patient=True) as client:
        if loss == "deleted":
            client.indices.delete(index=physical(shared))
        else:
            client.indices.close(index=physical(shared))
    for _ in range(3):
        with pytest.raises(SearchUnavailable):
            ask(searcher, 5)


def test_a_read_only_block_delays_writes_and_loses_none(elasticsearch_node: Node, shared: ElasticBackend) -> None:
    block = {"index.blocks.read_only_allow_delete": True}
    with Connection(elasticsearch_node.url).open(patient=True) as client:
        client.indices.put_settings(index=physical(shared), settings=block)
        (outcome,) = shared.write([heat_pump("new")])
        assert outcome.status == "retry"
        assert "read-only" in outcome.reason
        client.indices.put_settings(index=physical(shared), settings={"index.blocks.read_only_allow_delete": None})
    assert shared.write([heat_pump("new")])[0].status == "done"
    assert ("listing:new", 1) in shared.versions("", 100)


def test_the_mapping_refuses_what_was_not_declared(elasticsearch_node: Node, shared: ElasticBackend) -> None:
    with Connection(elasticsearch_node.url).open(patient=True) as client:
        told = client.options(ignore_status=400).index(index=physical(shared), document={"id": "x", "colour": "green"})
    assert told.meta.status == 400
    assert "strict_dynamic_mapping_exception" in str(told.body)


def test_a_time_limit_met_on_the_cluster_is_partial_or_unavailable(shared: ElasticBackend) -> None:
    with pytest.raises(SearchUnavailable) as refused:
        ask(Searcher(shared), 0.0)
    assert refused.value.reason == "deadline"
