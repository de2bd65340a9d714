"""A new generation of an index on the cluster: filled apart, counted, then put behind the alias in one step."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from search.analysis import Analysis
from search.document import Document
from search.elastic import mapping, names
from search.elastic.answers import translated
from search.elastic.bulk import BulkWriter
from search.encode import Encoded
from search.errors import SearchUnavailable
from search.index import Index
from search.plan import Plan
from search.results import Outcome, RawResults

log = logging.getLogger("search.elastic")
KEPT = 2  # the generation being read and the one before it
SEGMENT = 250_000  # documents: few segments cost a search less, but one alone is searched by one core
Ask = Callable[[Plan, float, str], RawResults]


class ElasticGeneration:
    """Nobody sees it before `promote`. `ask` searches an index by its own name."""

    def __init__(self, client: Elasticsearch, index: Index, name: str, analysis: Analysis, ask: Ask) -> None:
        self.name = name.lower()
        self._client = client
        self.index = index
        self.analysis = analysis
        self._ask = ask
        self._physical = names.physical(index.name, name)
        with translated():
            if client.indices.exists(index=self._physical):
                raise FileExistsError(self._physical)
            client.indices.create(index=self._physical, **mapping.create_body(index, analysis))
        self._writer = BulkWriter(client, index, analysis, self._physical)

    def write(self, batch: Sequence[Document], encoded: Sequence[Encoded] | None = None) -> list[Outcome]:
        """As `Backend.write`, into this generation."""
        return self._writer.write(batch, encoded)

    def finish(self) -> int:
        """Switches refreshing and replicas on, makes everything visible, counts what is not a tombstone."""
        with translated():
            self._client.indices.put_settings(index=self._physical, settings=mapping.serving_settings())
            self._client.indices.refresh(index=self._physical)
            return live_count(self._client, self._physical)

    def search(self, plan: Plan, deadline: float) -> RawResults:
        """Asks the unpublished generation (the gate's smoke queries)."""
        return self._ask(plan, deadline, self._physical)

    def promote(self) -> None:
        """Swaps the alias in one call (readers see the old one or this one, never none or both), then
        removes generations older than the one before."""
        documents = self.finish()
        alias = names.alias(self.index.name)
        before = [physical for physical in behind_alias(self._client, alias) if physical != self._physical]
        removed: list[dict[str, Any]] = [{"remove": {"index": physical, "alias": alias}} for physical in before]
        with translated():
            self._client.indices.update_aliases(actions=[*removed, {"add": {"index": self._physical, "alias": alias}}])
        for name in surplus(present(self._client, self.index.name), self.name):
            drop(self._client, self.index.name, names.physical(self.index.name, name))
        self._merge(documents)

    def _merge(self, documents: int) -> None:
        """Lets the cluster put the parts together in its own time (measured in docs/decisions/0074).

        A segment that was not merged also holds the whole text of its documents, to bring copies up to date.
        """
        try:
            with translated():
                self._client.indices.forcemerge(
                    index=self._physical, max_num_segments=max(1, documents // SEGMENT), wait_for_completion=False
                )
        except SearchUnavailable as error:  # the index serves without it
            log.warning("the new index was not merged", extra={"reason": error.detail})

    def drop(self) -> None:
        """Deletes it by its explicit name; ValueError when it is being read."""
        drop(self._client, self.index.name, self._physical)


def present(client: Elasticsearch, index_name: str) -> list[str]:
    """Names of all generations on the cluster, oldest first."""
    with translated():
        found = client.indices.get(
            index=names.alias(index_name) + "-*",
            filter_path="*.settings.index.creation_date,*.mappings._meta.index",
        )
    ours = {
        names.generation(index_name, physical): int(body["settings"]["index"]["creation_date"])
        for physical, body in found.body.items()
        # `a-*` also finds the generations of an index called `a-b`
        if body.get("mappings", {}).get("_meta", {}).get("index") == index_name
    }
    return sorted(ours, key=lambda name: (ours[name], name))


def surplus(generations: list[str], current: str) -> list[str]:
    """Those older than the current one and the one before it."""
    before = generations[: generations.index(current)] if current in generations else []
    return before[: max(0, len(before) - (KEPT - 1))]


def behind_alias(client: Elasticsearch, alias: str) -> list[str]:
    """Indices the alias points to; normally one, none before the first rebuild."""
    with translated():
        answer = client.options(ignore_status=404).indices.get_alias(name=alias)
    return [] if answer.meta.status == 404 else sorted(answer.body)


def drop(client: Elasticsearch, index_name: str, physical: str) -> None:
    """Deletes an index of ours unless the alias points to it (ValueError)."""
    if physical in behind_alias(client, names.alias(index_name)):
        raise ValueError(f"{physical} is being read")
    with translated():
        client.options(ignore_status=404).indices.delete(index=physical)


def live_count(client: Elasticsearch, physical: str) -> int:
    """Documents that are no tombstones, as of the last refresh."""
    return int(client.count(index=physical, query={"term": {"deleted": False}})["count"])
