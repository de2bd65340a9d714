"""Elasticsearch engine of the search library: one machine to a cluster, core features of the server only."""

from __future__ import annotations

from search.analysis import Analysis
from search.elastic.backend import ElasticBackend
from search.elastic.client import Connection
from search.index import Index

__all__ = ["Connection", "ElasticBackend", "open_backend"]


def open_backend(
    url: str,
    index: Index,
    analysis: Analysis,
    *,
    api_key: str | None = None,
    basic_auth: tuple[str, str] | None = None,
    ca_certs: str | None = None,
    connections: int = 8,
) -> ElasticBackend:
    """A backend for one index of a cluster; connects at first use."""
    return ElasticBackend(Connection(url, api_key, basic_auth, ca_certs, connections), index, analysis)
