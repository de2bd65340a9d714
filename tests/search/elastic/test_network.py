"""Between us and the cluster: late, broken and refused answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

import pytest

from search import Document, Searcher, SearchUnavailable
from search.analysis import Analysis
from search.elastic import ElasticBackend, current, open_backend
from search.rebuild import rebuild
from tests.search.elastic.indices import LOADED, PUBLIC, ask, heat_pump, loaded, warm
from tests.search.elastic.proxy import Faults, proxy
from tools.elasticsearch import Node

pytestmark = pytest.mark.elasticsearch

Faulty = tuple[ElasticBackend, Faults]


@pytest.fixture
def faulty(elasticsearch_node: Node) -> Iterator[Faulty]:
    """A loaded index reached through the proxy."""
    with proxy(elasticsearch_node.url) as (url, faults), loaded(url) as backend:
        yield backend, faults
        faults.heal()


def test_two_seconds_of_latency_cost_no_search_more_than_its_deadline(faulty: Faulty) -> None:
    backend, faults = faulty
    searcher = Searcher(backend)
    faults.delay = 2.0
    reasons, seconds = [], []
    for _ in range(6):
        started = time.monotonic()
        with pytest.raises(SearchUnavailable) as refused:
            ask(searcher)
        reasons.append(refused.value.reason)
        seconds.append(time.monotonic() - started)
    assert median(seconds[:5]) < 1.0
    assert reasons == ["deadline"] * 5 + ["breaker_open"]
    assert seconds[5] < 0.4, "an open breaker does not wait for the node"


def test_an_answer_cut_in_its_middle_is_a_failure_and_the_next_one_is_good(faulty: Faulty) -> None:
    backend, faults = faulty
    faults.cut_after = 200
    with pytest.raises(SearchUnavailable) as refused:
        ask(Searcher(backend))
    assert refused.value.reason in ("engine", "deadline")
    faults.cut_after = None
    assert warm(backend) == LOADED


def test_a_shard_that_a_swap_took_away_is_asked_for_at_its_new_place(
    faulty: Faulty, elasticsearch_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen once in a while when the old index goes in the middle of a search: 503, not 404."""
    monkeypatch.setattr(current, "RECHECK_SECONDS", 600.0)  # on a slow machine it would have seen the swap before
    backend, faults = faulty
    other = open_backend(elasticsearch_node.url, backend.index, Analysis())
    faults.no_shard = 1
    with pytest.raises(SearchUnavailable) as refused:
        ask(Searcher(backend))
    assert refused.value.reason == "engine", "nothing was swapped"
    rebuild(other, [heat_pump("only")], expected=1)
    faults.no_shard = 1
    assert ask(Searcher(backend)) == 1
    assert faults.no_shard == 0
    other.close()


def test_a_cluster_that_is_too_busy_for_a_while_loses_no_write(faulty: Faulty) -> None:
    backend, faults = faulty
    faults.too_many = 3
    outcomes = backend.write([heat_pump("new"), Document("listing:bad", "listing", 1, PUBLIC, {"title": 7})])
    assert [outcome.status for outcome in outcomes] == ["done", "dead"]
    assert faults.too_many == 0
    assert ("listing:new", 1) in backend.versions("", 1_000)
