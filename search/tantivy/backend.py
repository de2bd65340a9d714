"""The embedded backend: keeps the protocol of `search.backend` over a folder of generations."""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import tantivy

from search.analysis import Analysis
from search.columns import GONE_AT
from search.document import Document
from search.errors import SearchError, SearchUnavailable
from search.index import Index
from search.plan import AllOf, Between, In, Node, Plan
from search.results import Explanation, Health, Outcome, RawHit, RawResults
from search.semantic.vector import Space, Vector
from search.tantivy.answers import Counts, answer, count_facets, count_without, number_of
from search.tantivy.directory import Directory
from search.tantivy.generation import TantivyGeneration
from search.tantivy.guard import engine_errors
from search.tantivy.nearest import Nearest
from search.tantivy.reader import Reader, Snapshot
from search.tantivy.writer import Writer

CACHED_FACETS = 1_000  # a question takes up to four: those of its hits and of other kinds, on two rungs


def open_backend(path: Path | str, index: Index, analysis: Analysis) -> TantivyBackend:
    """The backend of `index` under `path`; open it after fork. `analysis` cuts generations begun here.

    Nothing is created: without a generation searches raise IndexMissing until one is built and promoted.
    """
    return TantivyBackend(Directory(Path(path) / index.name), index, analysis)


class TantivyBackend:
    """Many processes may search through one folder; the first that writes is its only writer until it closes."""

    engine = "tantivy"

    def __init__(self, directory: Directory, index: Index, analysis: Analysis) -> None:
        self.index = index
        self._directory = directory
        self._wanted = analysis
        self._reader = Reader(directory, index)
        self._nearest = Nearest(directory.folder)
        self._writer: Writer | None = None
        self._write_lock = threading.Lock()
        self._facets: OrderedDict[tuple[object, ...], Counts] = OrderedDict()
        self._facet_lock = threading.Lock()
        self._walk: list[tuple[str, int]] = []

    @property
    def analysis(self) -> Analysis:
        """The analysis of the generation being read; the one given at opening while there is none."""
        try:
            return self._reader.snapshot().analysis
        except SearchUnavailable:
            return self._wanted

    def search(self, plan: Plan, deadline: float) -> RawResults:
        """Answer one plan. A running search cannot be stopped; facets are left out when time is up."""
        snapshot = self._reader.snapshot()
        if time.monotonic() >= deadline:
            raise SearchUnavailable("deadline")
        return self._ask(snapshot, plan, deadline)

    def _ask(self, snapshot: Snapshot, plan: Plan, deadline: float) -> RawResults:
        with engine_errors():
            hits = answer(snapshot, plan)
            if not plan.facets or time.monotonic() >= deadline:
                return hits
            facets = self._counted(snapshot, plan)
            without = {} if hits.total else count_without(snapshot, plan)
            aside = self._counted(snapshot, plan.aside) if plan.aside else {}
        return replace(hits, facets=facets, without=without, aside=aside)

    def _counted(self, snapshot: Snapshot, plan: Plan) -> Counts:
        """Facets are the same on every page, so they are kept until the next commit."""
        key = (snapshot.generation, snapshot.commit, plan.base, plan.filters, plan.matching, plan.facets)
        with self._facet_lock:
            known = self._facets.get(key)
            if known is not None:
                self._facets.move_to_end(key)
                return known
        counts = count_facets(snapshot, plan)
        with self._facet_lock:
            self._facets[key] = counts
            while len(self._facets) > CACHED_FACETS:
                self._facets.popitem(last=False)
        return counts

    def nearest(self, vector: Vector, plan: Plan, limit: int, deadline: float) -> tuple[RawHit, ...]:
        """The documents nearest in meaning that pass base and filters; () when none has a vector of the space."""
        return self._nearest.search(self._reader.snapshot(), vector, plan, limit, deadline)

    def vectors(self, space: Space) -> int:
        """How many documents have a vector of a space, those included that are gone since the last rebuild."""
        return len(self._nearest.matrix(self._reader.snapshot(fresh=True).generation, space))

    def write(self, batch: Sequence[Document]) -> list[Outcome]:
        """Write into the generation being read. Raises WriterBusy, IndexMissing or SearchUnavailable."""
        if not batch:
            return []
        with self._writing() as (writer, _snapshot):
            return writer.write(batch)

    @contextmanager
    def _writing(self) -> Iterator[tuple[Writer, Snapshot]]:
        """The writer of the generation being read; thrown away when it fails."""
        with self._write_lock:
            snapshot = self._reader.snapshot(fresh=True)
            folder = self._directory.folder(snapshot.generation)
            if self._writer is None or self._writer.folder != folder:
                self._close_writer()
                self._writer = Writer(folder, self.index, snapshot.analysis)
            try:
                yield self._writer, snapshot
            except SearchError:
                self._close_writer()
                raise

    def versions(self, after: str, limit: int) -> list[tuple[str, int]]:
        """(id, version) with id > after, in id order; a walk from "" sees one snapshot to its end."""
        if not after:
            with engine_errors():
                self._walk = sorted(_all_versions(self._reader.snapshot(fresh=True).searcher))
        page = [pair for pair in self._walk if pair[0] > after][:limit]
        self._walk = [pair for pair in self._walk if page and pair[0] > page[-1][0]]
        return page

    def begin(self, name: str, analysis: Analysis | None = None) -> TantivyGeneration:
        """Open a new generation; FileExistsError when the name is taken, ValueError when it is no name.

        Raises SearchUnavailable when the folder cannot be written.
        """
        cut = analysis or self._wanted
        try:
            self._directory.create(name, cut)
        except FileExistsError:
            raise
        except OSError as error:
            raise SearchUnavailable("engine", str(error)) from error
        return TantivyGeneration(self._directory, self.index, cut, name)

    def generations(self) -> list[str]:
        """Names of all generations present, oldest first."""
        return self._directory.generations()

    def discard(self, name: str) -> None:
        """Remove a generation by name; ValueError for the one that is being read."""
        self._directory.discard(name)

    def purge(self, before: int) -> int:
        """Forget tombstones written before an instant (UTC epoch seconds); returns how many."""
        with self._writing() as (writer, snapshot), engine_errors():
            query = snapshot.compiler.node(AllOf((In("deleted", ("1",)), Between(GONE_AT, None, before, closed=False))))
            number = number_of(snapshot, query)
            if number:
                writer.forget(query)
        return number

    def explain(self, plan: Plan, id: str) -> Explanation:
        """Whether and why a document is a hit; `excluded_by` names base, filters or match that shut it out."""
        snapshot = self._reader.snapshot(fresh=True)
        with engine_errors():
            address = _address(snapshot, (In("id", (id,)),))
            if address is None:
                return Explanation(id, False, None, ("not_indexed",), None)
            parts: list[tuple[str, Node]] = [("audience", plan.base[0]), ("deleted", plan.base[1])]
            parts += [("excluded", node) for node in plan.base[2:]]
            parts += [*plan.filters, ("match", plan.matching)]
            shut_out = tuple(name for name, node in parts if _address(snapshot, (In("id", (id,)), node)) is None)
            query = snapshot.compiler.hits(plan)
            if shut_out:
                return Explanation(id, False, None, shut_out, None)
            detail = json.loads(query.explain(snapshot.searcher, address).to_json())
        return Explanation(id, True, float(detail.get("value", 0.0)), (), detail)

    def health(self) -> Health:
        """State of the index; never raises."""
        try:
            snapshot = self._reader.snapshot(fresh=True)
            with engine_errors():
                alive = snapshot.compiler.node(In("deleted", ("0",)))
                documents = number_of(snapshot, alive)
        except SearchUnavailable as error:
            return Health("tantivy", ok=False, av=self._wanted.av, detail=error.told)
        detail: dict[str, Any] = {
            "segments": snapshot.searcher.num_segments,
            "tombstones": snapshot.searcher.num_docs - documents,
            "bytes": self._directory.size(snapshot.generation),
        }
        return Health("tantivy", True, snapshot.generation, snapshot.analysis.av, documents, detail)

    def close(self) -> None:
        """Give the writer's lock and the open files back."""
        with self._write_lock:
            self._close_writer()
        self._reader.close()

    def _close_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def _all_versions(searcher: tantivy.Searcher) -> list[tuple[str, int]]:
    everything = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs), count=False)
    found = (searcher.doc(address) for _score, address in everything.hits)
    return [(document["id"][0], document["version"][0]) for document in found]


def _address(snapshot: Snapshot, nodes: tuple[Node, ...]) -> tantivy.DocAddress | None:
    query = tantivy.Query.boolean_query([(tantivy.Occur.Must, snapshot.compiler.node(node)) for node in nodes])
    hits = snapshot.searcher.search(query, limit=1, count=False).hits
    return hits[0][1] if hits else None
