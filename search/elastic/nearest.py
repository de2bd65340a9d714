"""Nearest in meaning on the cluster: a field of vectors for each space, and `knn` under the plan's filters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from elasticsearch import Elasticsearch

from search.elastic.answers import translated
from search.elastic.compile import Compiler
from search.plan import Plan
from search.semantic.vector import Space, Vector

CANDIDATES = 4  # times the limit: how far the graph of neighbours is walked
MOST_CANDIDATES = 10_000  # the cluster's own bound


def field_name(space: Space) -> str:
    """The field that holds the vectors of a space."""
    return f"vector_{space.key}"


def field_property(space: Space) -> dict[str, Any]:
    """Its mapping: whole numbers of the graph, not the compressed ones, so that both engines agree."""
    return {
        "type": "dense_vector",
        "dims": space.dimension,
        "index": True,
        "similarity": "cosine",
        "index_options": {"type": "hnsw"},
    }


def declare(client: Elasticsearch, physical: str, spaces: Iterable[Space]) -> None:
    """Give an index the fields of spaces it does not know yet; repeating changes nothing."""
    properties = {field_name(space): field_property(space) for space in spaces}
    with translated():
        client.indices.put_mapping(index=physical, properties=properties)


def body(compiler: Compiler, vector: Vector, plan: Plan, limit: int, timeout_ms: int) -> dict[str, Any]:
    """The question: the nearest among those that pass base and filters."""
    filters = [*plan.base, *(clause for _, clause in plan.filters)]
    return {
        "knn": {
            "field": field_name(vector.space),
            "query_vector": vector.numbers(),
            "k": limit,
            "num_candidates": min(CANDIDATES * limit, MOST_CANDIDATES),
            "filter": [compiler.clause(clause) for clause in filters],
        },
        "size": limit,
        "timeout": f"{timeout_ms}ms",
        "track_total_hits": False,
        "_source": False,
    }


def cosine(score: float) -> float:
    """The cluster scores (1 + cosine) / 2."""
    return 2 * score - 1


def counted(space: Space) -> dict[str, Any]:
    """The clause that counts living documents with a vector of a space."""
    return {"bool": {"filter": [{"exists": {"field": field_name(space)}}, {"term": {"deleted": False}}]}}
