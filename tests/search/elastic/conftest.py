"""The nodes of the suite."""

from tests.contract.nodes import elasticsearch_node, private_node, secured_node  # noqa: F401
