"""The nodes of the suite."""

from tests.contract.nodes import (  # noqa: F401
    elasticsearch_node,
    private_node,
    pytest_collection_modifyitems,
    secured_node,
)
