"""Fixtures giving a real Elasticsearch node; a machine that can run none skips and says why."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tools.elasticsearch import Node, NodeUnavailable, node

NODE_TEST_SECONDS = 420  # the first test of a process waits for the server too, on a busy machine for minutes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives tests on a node the time its start may take; conftest files import this hook."""
    for item in items:
        if item.get_closest_marker("elasticsearch") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(NODE_TEST_SECONDS))


def _node(*, security: bool = False, private: bool = False) -> Iterator[Node]:
    try:
        with node(security=security, private=private) as found:
            yield found
    except NodeUnavailable as reason:
        if os.environ.get("REQUIRE_ELASTICSEARCH") == "1":
            pytest.fail(f"REQUIRE_ELASTICSEARCH=1, but: {reason}")
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def elasticsearch_node() -> Iterator[Node]:
    """The node all test processes share. Use an index name of your own on it."""
    yield from _node()


@pytest.fixture(scope="session")
def secured_node() -> Iterator[Node]:
    """The shared node with users and roles (`.accounts`)."""
    yield from _node(security=True)


@pytest.fixture(scope="module")
def private_node() -> Iterator[Node]:
    """A node of one test module, which may be killed or paused and must be left running."""
    yield from _node(private=True)
