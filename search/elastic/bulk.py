"""Bulk writes by outer version: one outcome for every document, in order, whatever happens to the others."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from elasticsearch import ApiError, Elasticsearch, TransportError

from search.analysis import Analysis
from search.document import Document
from search.elastic import nearest
from search.encode import Encoded, encode_all, newest
from search.index import Index
from search.results import Outcome
from search.semantic.vector import Space

MAX_DOCUMENTS = 500
MAX_BYTES = 5_000_000
ATTEMPTS = 4
FIRST_PAUSE_SECONDS = 0.25
PRIMARY_SECONDS = "10s"  # how long the cluster may wait for a shard that is away

Line = tuple[str, bytes]  # id, the two lines of one operation


class BulkWriter:
    """Writes documents of one index into one generation."""

    def __init__(self, client: Elasticsearch, index: Index, analysis: Analysis, target: str) -> None:
        self._client = client
        self._index = index
        self._analysis = analysis
        self._target = target
        self._declared: set[Space] = set()

    def write(self, batch: Sequence[Document], encoded: Sequence[Encoded] | None = None) -> list[Outcome]:
        """One outcome each: done, stale (a newer version is there), dead (reason) or retry (reason).

        `encoded` is given when the batch was cut before.
        """
        self._declare({document.vector.space for document in batch if document.vector is not None})
        rows, outcomes = newest(batch, encoded or encode_all(batch, self._index, self._analysis))
        for chunk in chunks({place: self._line(batch[place], row) for place, row in rows.items()}):
            outcomes |= self._send_patiently(chunk)
        return [outcomes[place] for place in range(len(batch))]

    def _declare(self, spaces: set[Space]) -> None:
        """An index learns of a model's vectors when the first of them comes."""
        if new := spaces - self._declared:
            nearest.declare(self._client, self._target, new)
            self._declared |= new

    def _line(self, document: Document, row: bytes) -> Line:
        action = {
            "index": {
                "_index": self._target,
                "_id": document.id,
                "version": document.version,
                "version_type": "external_gte",
            }
        }
        if document.vector is not None and not document.deleted:
            meaning = orjson.dumps({nearest.field_name(document.vector.space): document.vector.numbers()})
            row = row[:-1] + b"," + meaning[1:]  # one object of the two
        return document.id, orjson.dumps(action) + b"\n" + row + b"\n"

    def _send_patiently(self, chunk: dict[int, Line]) -> dict[int, Outcome]:
        """Sends what is to be retried again after growing pauses; what still fails stays `retry`."""
        outcomes: dict[int, Outcome] = {}
        open_lines = chunk
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(FIRST_PAUSE_SECONDS * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
            outcomes |= self._send(open_lines)
            open_lines = {place: line for place, line in open_lines.items() if outcomes[place].status == "retry"}
            if not open_lines:
                break
        return outcomes

    def _send(self, chunk: dict[int, Line]) -> dict[int, Outcome]:
        body: Any = b"".join(line for _, line in chunk.values())  # the client sends bytes as they are
        try:
            answer = self._client.bulk(operations=body, timeout=PRIMARY_SECONDS)
        except ApiError as error:
            if error.status_code == 413 and len(chunk) > 1:
                return self._send_halves(chunk)
            status = "dead" if error.status_code == 413 else "retry"
            return {place: Outcome(id, status, _reason(error)) for place, (id, _) in chunk.items()}
        except TransportError as error:
            return {place: Outcome(id, "retry", str(error)) for place, (id, _) in chunk.items()}
        items = answer["items"]  # a 200 can hold any number of failures: every item is read
        return {
            place: outcome_of(id, item["index"]) for (place, (id, _)), item in zip(chunk.items(), items, strict=True)
        }

    def _send_halves(self, chunk: dict[int, Line]) -> dict[int, Outcome]:
        places = list(chunk)
        middle = len(places) // 2
        first = self._send({place: chunk[place] for place in places[:middle]})
        return first | self._send({place: chunk[place] for place in places[middle:]})


def chunks(lines: dict[int, Line]) -> Iterator[dict[int, Line]]:
    """Cuts a batch into requests of at most MAX_DOCUMENTS operations and MAX_BYTES."""
    chunk: dict[int, Line] = {}
    size = 0
    for place, line in lines.items():
        if chunk and (len(chunk) == MAX_DOCUMENTS or size + len(line[1]) > MAX_BYTES):
            yield chunk
            chunk, size = {}, 0
        chunk[place] = line
        size += len(line[1])
    if chunk:
        yield chunk


def outcome_of(document_id: str, item: Mapping[str, Any]) -> Outcome:
    """Only a document that can never be stored (400) is dead; the cluster's own troubles pass."""
    status = int(item["status"])
    if status < 300:
        return Outcome(document_id, "done")
    error = item.get("error", {})
    reason = f"{error.get('type', '')}: {error.get('reason', '')}"
    if status == 409:
        return Outcome(document_id, "stale", reason)
    return Outcome(document_id, "dead" if status == 400 else "retry", reason)


def _reason(error: ApiError) -> str:
    return f"{error.status_code} {error.message}"
