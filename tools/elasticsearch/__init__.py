"""Starts a real Elasticsearch node for tests and stops it when nobody uses it any more."""

from .errors import NodeUnavailable
from .node import Node, node

__all__ = ["Node", "NodeUnavailable", "node"]
