"""Fixtures giving a real Elasticsearch node; a machine that can run none skips and says why."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tools.elasticsearch import Node, NodeUnavailable, node


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
