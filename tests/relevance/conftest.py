"""The node of the suite."""

from tests.contract.nodes import elasticsearch_node, pytest_collection_modifyitems  # noqa: F401
