"""After a rebuild the cluster puts the parts of the new index together, and serves meanwhile."""

from __future__ import annotations

import time

import pytest

from search.elastic.client import Connection
from tests.search.elastic.indices import heat_pump, loaded, physical
from tools.elasticsearch import Node

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow]
PATIENCE = 30  # seconds
PARTS = 4  # too few for a cluster to put them together of its own accord


def test_the_parts_of_a_new_index_are_put_together(elasticsearch_node: Node) -> None:
    with loaded(elasticsearch_node.url) as backend:
        generation = backend.begin("merged")
        for part in range(PARTS):
            generation.write([heat_pump(f"{part}-{number}") for number in range(3)])
            generation.finish()
        before = segments(elasticsearch_node.url, physical(backend))
        generation.promote()
        assert backend.health().documents == 3 * PARTS
        until = time.monotonic() + PATIENCE
        while segments(elasticsearch_node.url, physical(backend)) > 1 and time.monotonic() < until:
            time.sleep(0.1)
        assert (before, segments(elasticsearch_node.url, physical(backend))) == (PARTS, 1)


def test_a_finished_index_has_a_replica_where_there_is_a_node_for_it(elasticsearch_node: Node) -> None:
    with loaded(elasticsearch_node.url) as backend, Connection(elasticsearch_node.url).open(patient=True) as client:
        kept = client.indices.get_settings(index=physical(backend))[physical(backend)]["settings"]["index"]
        nodes = client.cluster.health()["number_of_data_nodes"]
        assert kept["auto_expand_replicas"] == "0-1"
        assert kept["number_of_replicas"] == str(min(1, nodes - 1))


def segments(url: str, index: str) -> int:
    with Connection(url).open(patient=True) as client:
        return len(client.cat.segments(index=index, format="json").body)
