"""The writing side: one writer per index, whole batches, and a way back after a document it cannot take."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import tantivy

from search.analysis import Analysis
from search.document import Document
from search.encode import Encoded, Row, encode_all, newest
from search.errors import SearchUnavailable, WriterBusy
from search.index import Index
from search.results import Outcome
from search.semantic.matrix import Matrix, folder_of
from search.semantic.vector import Space, Vector
from search.tantivy.guard import engine_errors, is_engine_error
from search.tantivy.reader import open_folder

log = logging.getLogger("search.tantivy")
HEAP_BYTES = 50_000_000


def stored_versions(handle: tantivy.Index, ids: Sequence[str]) -> dict[str, int]:
    """Versions of the documents present among `ids`, as of the last reload."""
    searcher = handle.searcher()
    query = tantivy.Query.term_set_query(handle.schema, "id", list(ids))
    hits = searcher.search(query, limit=max(1, len(ids)), count=False).hits
    found = (searcher.doc(address) for _score, address in hits)
    return {document["id"][0]: document["version"][0] for document in found}


@dataclass(slots=True)
class Writer:
    """Holds the lock of one index folder from the first write on. Raises WriterBusy when another has it."""

    folder: Path
    index: Index
    analysis: Analysis
    heap_bytes: int = HEAP_BYTES
    _matrices: dict[Space, Matrix] = field(default_factory=dict)
    _handle: tantivy.Index | None = None
    _writer: tantivy.IndexWriter | None = None
    _pid: int = field(default_factory=os.getpid)

    def write(self, batch: Sequence[Document], encoded: Sequence[Encoded] | None = None) -> list[Outcome]:
        """Write a batch, which may have been cut before, in one commit; every document gets an outcome, in order.

        Raises SearchUnavailable when the engine refuses the whole batch (a full disk): nothing of it is
        written then and the caller tries again.
        """
        handle, writer = self._open()
        lines, outcomes = newest(batch, encoded or encode_all(batch, self.index, self.analysis))
        rows: dict[int, Row] = {place: orjson.loads(line) for place, line in lines.items()}
        self._drop_stale(handle, batch, rows, outcomes)
        self._keep_vectors([batch[place] for place in rows])
        if rows:
            try:
                self._commit(writer, list(rows.values()))
            except BaseException as error:
                if not is_engine_error(error):
                    self._roll_back()
                    raise
                self._one_by_one(batch, rows, outcomes)
            self._verify(batch, rows, outcomes)
        for place in rows:
            outcomes.setdefault(place, Outcome(batch[place].id, "done"))
        return [outcomes[place] for place in range(len(batch))]

    def _open(self) -> tuple[tantivy.Index, tantivy.IndexWriter]:
        if self._pid != os.getpid():
            self._handle = self._writer = None
            self._pid = os.getpid()
        if self._handle is None or self._writer is None:
            self._handle = open_folder(self.folder, self.index)
            try:
                self._writer = self._handle.writer(heap_size=self.heap_bytes, num_threads=1)
            except ValueError as error:
                self._handle = None
                if "LockBusy" in str(error):
                    raise WriterBusy(str(error)) from error
                raise SearchUnavailable("engine", str(error)) from error
            with engine_errors():
                # Without this a writer that follows a killed one fails on left-over files.
                self._writer.garbage_collect_files()
                self._writer.commit()
        return self._handle, self._writer

    def _drop_stale(
        self, handle: tantivy.Index, batch: Sequence[Document], rows: dict[int, Row], outcomes: dict[int, Outcome]
    ) -> None:
        """The writer is alone, so what is committed is the truth about versions."""
        with engine_errors():
            handle.reload()
            present = stored_versions(handle, [batch[place].id for place in rows])
        for place in list(rows):
            if present.get(batch[place].id, -1) > batch[place].version:
                outcomes[place] = Outcome(batch[place].id, "stale")
                del rows[place]

    def _keep_vectors(self, documents: Sequence[Document]) -> None:
        """Before the commit: a vector whose document never came is harmless, the other way round it is missed."""
        known: dict[Space, dict[str, Vector]] = {}
        for document in documents:
            if document.vector is not None and not document.deleted:
                known.setdefault(document.vector.space, {})[document.id] = document.vector
        for space, vectors in known.items():
            matrix = self._matrices.setdefault(space, Matrix(folder_of(self.folder, space), space))
            try:
                matrix.append(vectors)
            except SearchUnavailable as error:  # damaged: words must not wait for the rebuild that writes it anew
                log.warning("vectors are not kept", extra={"reason": str(error)})
            except OSError as error:
                raise SearchUnavailable("engine", str(error)) from error

    def _commit(self, writer: tantivy.IndexWriter, rows: Sequence[Row]) -> None:
        for row in rows:
            writer.delete_documents_by_term("id", row["id"])
            writer.add_document(as_tantivy(row))
        writer.commit()

    def _one_by_one(self, batch: Sequence[Document], rows: dict[int, Row], outcomes: dict[int, Outcome]) -> None:
        """Find the documents the engine cannot take; the others are written."""
        failed: dict[int, str] = {}
        for place, row in rows.items():
            self._roll_back()
            _handle, writer = self._open()
            try:
                self._commit(writer, [row])
            except BaseException as error:
                if not is_engine_error(error):
                    raise
                failed[place] = str(error)
        if failed:
            self._roll_back()
        if len(failed) == len(rows):
            raise SearchUnavailable("engine", next(iter(failed.values())))
        for place, reason in failed.items():
            outcomes[place] = Outcome(batch[place].id, "dead", reason)

    def _roll_back(self) -> None:
        """Without it later commits return normally and store nothing; a writer that cannot is thrown away."""
        try:
            if self._writer is not None:
                self._writer.rollback()
        except BaseException as error:
            if not is_engine_error(error):
                raise
            self.close()

    def _verify(self, batch: Sequence[Document], rows: dict[int, Row], outcomes: dict[int, Outcome]) -> None:
        """One document of the batch must be readable with its version, else nothing was stored."""
        place = next((place for place in rows if place not in outcomes), None)
        if place is None:
            return
        handle, _writer = self._open()
        with engine_errors():
            handle.reload()
            stored = stored_versions(handle, [batch[place].id]).get(batch[place].id)
        if stored != batch[place].version:
            self.close()
            raise SearchUnavailable("engine", "a commit returned but its documents are not there")

    def forget(self, query: tantivy.Query) -> None:
        """Delete what matches, in one commit of its own."""
        _handle, writer = self._open()
        try:
            writer.delete_documents_by_query(query)
            writer.commit()
        except BaseException:
            self._roll_back()
            raise

    def finish_merges(self) -> None:
        """Wait until background merges are done; the next write opens a new writer."""
        if self._writer is not None:
            writer, self._writer, self._handle = self._writer, None, None
            with engine_errors():
                writer.wait_merging_threads()

    def close(self) -> None:
        """Give the lock back; documents not committed are lost, which never happens after `write`."""
        with contextlib.suppress(SearchUnavailable):
            self.finish_merges()
        self._handle = self._writer = None


def as_tantivy(row: Row) -> tantivy.Document:
    document = tantivy.Document()
    for name, cell in row.items():
        if isinstance(cell, bool):
            document.add_boolean(name, cell)
        elif isinstance(cell, int):
            document.add_integer(name, cell)
        elif isinstance(cell, str):
            document.add_text(name, cell)
        else:
            for value in cell:
                document.add_text(name, value)
    return document
