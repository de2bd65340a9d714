"""A cluster that loses its index, is read-only or late: a named failure, and nothing created or lost.

A node that is killed or hangs is in tests/faults, as readers meet it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search import IndexMissing, Searcher, SearchUnavailable
from search.analysis import Analysis
from search.elastic import ElasticBackend, names, open_backend
from search.elastic.client import Connection
from search.rebuild import rebuild
from tests.search.elastic.indices import LOADED, ask, heat_pump, loaded, physical, warm
from tools.elasticsearch import Node

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow]


@pytest.fixture
def shared(elasticsearch_node: Node) -> Iterator[ElasticBackend]:
    """A loaded index on the shared node."""
    with loaded(elasticsearch_node.url) as opened:
        yield opened


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
