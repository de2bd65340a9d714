"""The Elasticsearch engine: keeps the Backend protocol on any distribution that has the server's core."""

from __future__ import annotations

import time
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from elasticsearch import NotFoundError

from search.analysis import Analysis
from search.document import Document
from search.elastic import answers, generation, mapping, names, nearest, tombstones
from search.elastic.answers import translated
from search.elastic.bulk import BulkWriter
from search.elastic.client import READ_SECONDS, WRITE_SECONDS, Clients, Connection
from search.elastic.compile import Compiler
from search.elastic.current import Current
from search.errors import SearchUnavailable
from search.index import Index
from search.plan import Plan
from search.results import Explanation, Health, Outcome, RawHit, RawResults
from search.semantic.vector import Space, Vector

BODY_TIMEOUT_MS = 500
MIN_SECONDS = 0.02
# What a question to an index is answered that a rebuild is taking away: there is none, or its shard is gone.
GONE = ("missing", "engine")


class ElasticBackend:
    """One index on one cluster. Clients are opened at first use, so it may be made before a fork.

    `analysis` is used for the first generation and for `begin`; a generation that is read brings its own.
    """

    engine = "elasticsearch"

    def __init__(self, connection: Connection, index: Index, analysis: Analysis) -> None:
        self.index = index
        self._clients = Clients(connection)
        self._compiler = Compiler(index)
        self._current = Current(self._clients, index, analysis)
        self._default = analysis

    @property
    def analysis(self) -> Analysis:
        """How the generation being read was cut."""
        return self._current.analysis

    def search(self, plan: Plan, deadline: float) -> RawResults:
        """Hits and facets by one `_msearch`; `deadline` is an instant of time.monotonic().

        Raises SearchUnavailable (deadline, engine, partial) and IndexMissing.
        """
        reading = self._current.reading(_seconds(deadline))
        try:
            return self._ask(plan, deadline, reading.physical)
        except SearchUnavailable as error:
            if error.reason not in GONE:
                raise
            now = self._current.fresh(_seconds(deadline))
            if now.physical == reading.physical:
                raise
        # A rebuild took the generation away between looking its name up and asking it.
        return self._ask(plan, deadline, now.physical)

    def nearest(self, vector: Vector, plan: Plan, limit: int, deadline: float) -> tuple[RawHit, ...]:
        """The documents nearest in meaning that pass base and filters; () when none has a vector of the space."""
        reading = self._current.reading(_seconds(deadline))
        seconds = _seconds(deadline)
        body = nearest.body(self._compiler, vector, plan, limit, min(BODY_TIMEOUT_MS, int(seconds * 1000)))
        with translated():
            told = self._clients.reader_within(seconds).search(index=reading.physical, **body)
        hits = [RawHit(hit["_id"], nearest.cosine(float(hit["_score"]))) for hit in told["hits"]["hits"]]
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.id)))

    def vectors(self, space: Space) -> int:
        """How many documents that are no tombstones have a vector of a space."""
        reading = self._current.fresh(READ_SECONDS)
        with translated():
            return int(self._clients.reader.count(index=reading.physical, query=nearest.counted(space))["count"])

    def write(self, batch: Sequence[Document]) -> list[Outcome]:
        """Upserts by version into the generation behind the alias; readers see it within a second."""
        reading = self._current.fresh(WRITE_SECONDS)
        return BulkWriter(self._clients.writer, self.index, reading.analysis, reading.physical).write(batch)

    def versions(self, after: str, limit: int) -> list[tuple[str, int]]:
        """(id, version) of everything stored, tombstones too, with id > after, in id order.

        The pages of one call are read from one point in time; a call from the start sees every write before it.
        """
        reading = self._current.fresh(WRITE_SECONDS)
        client = self._clients.writer
        found: list[tuple[str, int]] = []
        with translated():
            if not after:
                client.indices.refresh(index=reading.physical)
            view = client.open_point_in_time(index=reading.physical, keep_alive="1m")["id"]
            try:
                while len(found) < limit:
                    size = min(limit - len(found), mapping.MAX_RESULT_WINDOW)
                    page = self._version_page(view, found[-1][0] if found else after, size)
                    found += page
                    if len(page) < size:
                        break
            finally:
                client.close_point_in_time(id=view)
        return found

    def begin(self, name: str, analysis: Analysis | None = None) -> generation.ElasticGeneration:
        """A new generation; FileExistsError when the name is taken, ValueError when it is no name."""
        return generation.ElasticGeneration(
            self._clients.writer, self.index, name, analysis or self._default, self._ask
        )

    def generations(self) -> list[str]:
        """Names of all generations on the cluster, oldest first."""
        return generation.present(self._clients.writer, self.index.name)

    def discard(self, name: str) -> None:
        """Remove a generation by name; ValueError for the one that is being read."""
        generation.drop(self._clients.writer, self.index.name, names.physical(self.index.name, name))

    def purge(self, before: int) -> int:
        """Forget tombstones written before an instant (UTC epoch seconds); returns how many.

        Each is deleted with its own version: one that was written again meanwhile stays.
        """
        reading = self._current.fresh(WRITE_SECONDS)
        with translated():
            return tombstones.purge(self._clients.writer, reading.physical, before)

    def explain(self, plan: Plan, id: str) -> Explanation:
        """Whether a document is a hit, its score and the clauses that shut it out (`not_indexed` when unknown)."""
        reading = self._current.reading(READ_SECONDS)
        with translated():
            client = self._clients.reader
            checked = client.search(index=reading.physical, **self._compiler.checks(plan, id))
            buckets = checked["aggregations"]["passes"]["buckets"]
            if checked["hits"]["total"]["value"] == 0:
                return Explanation(id, False, None, ("not_indexed",), {})
            shut = tuple(name for name, bucket in buckets.items() if bucket["doc_count"] == 0)
            try:
                told = client.explain(index=reading.physical, id=id, query=self._compiler.query(plan))
            except NotFoundError:
                return Explanation(id, False, None, ("not_indexed",), {})
        detail = told.get("explanation", {})
        is_hit = bool(told["matched"])
        return Explanation(id, is_hit, float(detail["value"]) if is_hit else None, shut, detail)

    def health(self) -> Health:
        """Whether a search would be answered now; the cluster's own state when we may ask for it."""
        try:
            reading = self._current.fresh(READ_SECONDS)
            with translated():
                client = self._clients.reader
                documents = generation.live_count(client, reading.physical)
                state = client.options(ignore_status=403).cluster.health(index=reading.physical)
        except SearchUnavailable as error:
            return Health(self.engine, False, detail=error.told)
        detail: Mapping[str, object] = {} if state.meta.status == 403 else _state(state.body)
        ok = detail.get("status") != "red"
        return Health(self.engine, ok, reading.generation, reading.analysis.av, documents, detail)

    def close(self) -> None:
        """Closes the connections of this process."""
        self._clients.close()

    def _ask(self, plan: Plan, deadline: float, physical: str) -> RawResults:
        seconds = _seconds(deadline)
        timeout_ms = min(BODY_TIMEOUT_MS, int(seconds * 1000))
        bodies = self._compiler.bodies(plan, timeout_ms)
        # The same question goes to the same copy of a shard: copies break ties differently.
        copy = f"q{zlib.crc32(orjson.dumps(bodies[0]['query'])):x}"
        header = {"index": physical, "preference": copy}
        lines: Any = [orjson.dumps(part) for body in bodies for part in (header, body)]  # sent as they are
        with translated():
            told = self._clients.reader_within(seconds).msearch(searches=lines)
        return answers.results(plan, told["responses"], names.generation(self.index.name, physical))

    def _version_page(self, view: str, after: str, size: int) -> list[tuple[str, int]]:
        start: list[Any] = [after]
        page = self._clients.writer.search(
            pit={"id": view, "keep_alive": "1m"},
            sort=[{"id": "asc"}],
            search_after=start,
            size=size,
            source=False,
            docvalue_fields=[{"field": "version"}],
            track_total_hits=False,
        )
        if answers.is_partial(page.body):
            raise SearchUnavailable("partial", "versions")
        return [(hit["_id"], int(hit["fields"]["version"][0])) for hit in page["hits"]["hits"]]


def _seconds(deadline: float) -> float:
    """What is left for the cluster, at most READ_SECONDS; SearchUnavailable when nothing is."""
    left = min(deadline - time.monotonic(), READ_SECONDS)
    if left < MIN_SECONDS:
        raise SearchUnavailable("deadline", "nothing left for the engine")
    return left


def _state(body: Mapping[str, Any]) -> Mapping[str, object]:
    kept = ("cluster_name", "status", "number_of_nodes", "active_shards", "unassigned_shards")
    return {name: body[name] for name in kept if name in body}
