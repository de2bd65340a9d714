"""A cluster that dies, hangs, crawls, resets, is red or loses an index: readers get titles and a word about it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

import pytest

from marketplace.core import index_status, indexing
from search.elastic import names
from search.elastic.client import Connection
from tests.faults.conftest import Harmed
from tests.search.elastic.proxy import proxy
from tools.elasticsearch import Node, harm

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow]

Site = Callable[..., Harmed]
DEADLINE = 1.0  # seconds: 0.8 for the engine and what a busy machine adds


def cost(site: Harmed, searches: int = 6) -> float:
    """Searches that all come in basic mode: what the engine cost each of the first five, in seconds.

    The last ones find the breaker open and do not ask the engine: they say how fast this machine is.
    """
    seconds = []
    for _number in range(searches):
        began = time.monotonic()
        assert site.is_basic()
        seconds.append(time.monotonic() - began)
    assert indexing.searcher().breaker.state != "closed"
    return median(seconds[:5]) - min(seconds[5:])


def physical() -> str:
    backend = indexing.backend()
    return names.physical(backend.index.name, backend.generations()[-1])


def search_threads() -> set[threading.Thread]:
    """Those of every searcher of this process, tests before this one included."""
    return {thread for thread in threading.enumerate() if thread.name.startswith("search_")}


def test_a_killed_node_costs_words_in_texts_only_and_is_used_again(site: Site, private_node: Node) -> None:
    harmed = site(private_node.url)
    private_node.kill()
    assert cost(harmed) < DEADLINE
    assert not indexing.backend().health().ok
    harmed.other_pages_answer()
    harmed.change()
    assert harmed.drain() == 0
    private_node.restart()  # until it answers
    harmed.heals()
    harmed.nothing_was_lost()


def test_a_hanging_node_takes_no_thread_for_good(site: Site, private_node: Node) -> None:
    before = search_threads()
    harmed = site(private_node.url)
    private_node.pause()
    try:
        assert cost(harmed, 8) < DEADLINE
        harmed.other_pages_answer()
        assert 0 < len(search_threads() - before) <= indexing.searcher()._slots
    finally:
        private_node.resume()
    harmed.heals()
    harmed.nothing_was_lost()


@pytest.mark.parametrize("fault", [{"delay": 2.0}, {"cut_after": 200}], ids=["slow", "resetting"])
def test_a_slow_or_broken_connection_is_left_alone_and_tried_again(
    site: Site, elasticsearch_node: Node, fault: dict[str, float]
) -> None:
    with proxy(elasticsearch_node.url) as (url, faults):
        harmed = site(url, elasticsearch_node.url)
        for name, value in fault.items():
            setattr(faults, name, value)
        assert cost(harmed) < DEADLINE
        harmed.other_pages_answer()
        faults.heal()
        harmed.heals()
        harmed.nothing_was_lost()


@pytest.mark.parametrize("lost", ["alias", "index"])
def test_a_lost_index_is_told_and_a_rebuild_brings_it_back(site: Site, elasticsearch_node: Node, lost: str) -> None:
    harmed = site(elasticsearch_node.url)
    alias = names.alias(indexing.backend().index.name)
    with cluster(elasticsearch_node) as client:
        if lost == "alias":
            client.indices.delete_alias(index=physical(), name=alias)
        else:
            client.indices.delete(index=physical())
    indexing.close()
    assert harmed.is_basic()
    harmed.other_pages_answer()
    harmed.change()
    assert harmed.drain() == 0
    with harmed.committed():
        assert not index_status.read().ok
    with cluster(elasticsearch_node) as client:
        assert not client.indices.exists(index=alias), "nothing creates it anew"
    harmed.rebuild()
    harmed.heals()
    harmed.nothing_was_lost()


def test_a_red_index_is_no_empty_one_and_takes_up_what_it_missed(
    site: Site, elasticsearch_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.elastic.bulk.PRIMARY_SECONDS", "1s")  # each of four tries waits so long for the shard
    harmed = site(elasticsearch_node.url)
    alias = names.alias(indexing.backend().index.name)
    with cluster(elasticsearch_node) as client, harm.red(client, physical(), alias):
        assert client.cluster.health(index=alias)["status"] == "red"
        indexing.close()
        assert cost(harmed) < DEADLINE
        harmed.other_pages_answer()
        harmed.change()
        assert harmed.drain(idle_seconds=3) == 0
        with harmed.committed():
            status = index_status.read()
            assert not status.ok
            assert status.waiting
            assert status.dead == 0
    harmed.heals()
    harmed.nothing_was_lost()


def test_a_full_disk_of_the_cluster_delays_changes_and_searches_go_on(site: Site, elasticsearch_node: Node) -> None:
    harmed = site(elasticsearch_node.url)
    with cluster(elasticsearch_node) as client, harm.read_only(client, physical()):
        harmed.change()
        assert harmed.drain() == 0
        harmed.heals()  # a slow moment of the machine is no fault; the block must not be one either
        harmed.other_pages_answer()
        with harmed.committed():
            assert index_status.read().dead == 0
    harmed.nothing_was_lost()


@contextmanager
def cluster(node: Node) -> Iterator:
    with Connection(node.url).open(patient=True) as client:
        yield client
