"""A generation being built in a folder of its own, and its promotion to the one that is read."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import tantivy

from search.analysis import Analysis
from search.document import Document
from search.encode import Encoded
from search.index import Index
from search.plan import In, Plan
from search.results import Outcome, RawResults
from search.tantivy import schema as schemas
from search.tantivy.answers import answer, count_facets, number_of
from search.tantivy.compile import Compiler
from search.tantivy.directory import Directory, Pointer
from search.tantivy.guard import engine_errors
from search.tantivy.reader import Snapshot, commit_stamp, open_folder
from search.tantivy.writer import Writer

BUILD_HEAP_BYTES = 100_000_000


class TantivyGeneration:
    """Written like the index itself; readers see nothing of it before `promote`."""

    def __init__(self, directory: Directory, index: Index, analysis: Analysis, name: str) -> None:
        self.name = name
        self._directory = directory
        self.index = index
        self.analysis = analysis
        folder = directory.folder(name)
        with engine_errors():
            tantivy.Index(schemas.build(index), path=str(folder))
        self._writer = Writer(folder, index, analysis, BUILD_HEAP_BYTES)

    def write(self, batch: Sequence[Document], encoded: Sequence[Encoded] | None = None) -> list[Outcome]:
        """Write whole documents, one outcome each, in order."""
        return self._writer.write(batch, encoded) if batch else []

    def finish(self) -> int:
        """Wait for merges; the number of documents that are not tombstones."""
        self._writer.finish_merges()
        snapshot = self._snapshot()
        with engine_errors():
            alive = snapshot.compiler.node(In("deleted", ("0",)))
            return number_of(snapshot, alive)

    def search(self, plan: Plan, deadline: float) -> RawResults:
        """Ask the unpublished generation, for the gate's smoke questions."""
        snapshot = self._snapshot()
        with engine_errors():
            facets = count_facets(snapshot, plan) if plan.facets and time.monotonic() < deadline else {}
            return replace(answer(snapshot, plan), facets=facets)

    def promote(self) -> None:
        """Move readers here in one step, then remove generations older than the one before."""
        documents = self.finish()
        self._directory.point_to(Pointer(self.name, self.analysis.av, schemas.fingerprint(self.index), documents))
        for surplus in list(self._directory.surplus(self.name)):
            self._directory.remove(surplus)

    def drop(self) -> None:
        """Remove it; ValueError for the generation that is being read."""
        self._writer.close()
        self._directory.discard(self.name)

    def _snapshot(self) -> Snapshot:
        folder = self._directory.folder(self.name)
        handle = open_folder(folder, self.index)
        compiler = Compiler.of(self.index, handle.schema)
        return Snapshot(self.name, handle, handle.searcher(), compiler, self.analysis, commit_stamp(folder))
