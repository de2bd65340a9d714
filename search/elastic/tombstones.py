"""Forgets old tombstones of an index, each by its version, so that a newer document never goes with them."""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch

from search.columns import GONE_AT

PAGE = 500


def purge(client: Elasticsearch, physical: str, before: int) -> int:
    """Delete tombstones written before an instant (UTC epoch seconds); returns how many went.

    The deletion carries the version that was seen; the cluster refuses it when a newer one was written.
    """
    old: dict[str, Any] = {"bool": {"filter": [{"term": {"deleted": True}}, {"range": {GONE_AT: {"lt": before}}}]}}
    purged = 0
    after: list[Any] = [""]
    client.indices.refresh(index=physical)
    while True:
        page = client.search(
            index=physical, query=old, sort=[{"id": "asc"}], search_after=after, size=PAGE,
            source=False, docvalue_fields=[{"field": "version"}], track_total_hits=False,
        )  # fmt: skip
        hits = page["hits"]["hits"]
        if not hits:
            return purged
        answer = client.bulk(operations=[_deletion(physical, hit) for hit in hits])
        purged += sum(item["delete"]["status"] == 200 for item in answer["items"])
        after = [hits[-1]["_id"]]


def _deletion(physical: str, hit: dict[str, Any]) -> dict[str, Any]:
    version = int(hit["fields"]["version"][0])
    return {"delete": {"_index": physical, "_id": hit["_id"], "version": version, "version_type": "external_gte"}}
