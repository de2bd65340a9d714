"""A throw-away index of a few documents in memory, asked which of them fit a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import tantivy

from search.analysis import Analysis
from search.analysis.lexicon import NO_LEXICON, Lexicon
from search.document import Document
from search.encode import encode
from search.index import Index
from search.plan import Plan
from search.planner import plan
from search.query import Query
from search.tantivy import schema as schemas
from search.tantivy.compile import Compiler
from search.tantivy.guard import engine_errors
from search.tantivy.writer import as_tantivy

HEAP_BYTES = 15_000_000  # the least the engine accepts


def strict_plan(query: Query, index: Index, analysis: Analysis, lexicon: Lexicon = NO_LEXICON) -> Plan:
    """What decides whether a document has all the question asks for; order, points, page and facets are left out.

    A sentence must be met in full too: asked for an order other than relevance, the planner keeps to the strict
    rung. Raises QueryError for a question that cannot be asked.
    """
    asked = plan(replace(query, sort=next(iter(index.sorts), ""), facets=(), page=1), index, analysis, lexicon)
    return Plan(base=asked.base, step=asked.step, filters=asked.filters, match=asked.matching)


class MemoryIndex:
    """Cut, encoded and asked exactly as the index that is read, whichever engine serves that one.

    Raises DocumentError for a document the index does not accept and SearchUnavailable when the engine fails.
    """

    def __init__(self, index: Index, analysis: Analysis, documents: Iterable[Document]) -> None:
        rows = [encode(document, index, analysis) for document in documents]
        with engine_errors():
            handle = tantivy.Index(schemas.build(index))
            writer = handle.writer(heap_size=HEAP_BYTES, num_threads=1)
            for row in rows:
                writer.add_document(as_tantivy(row))
            writer.commit()
            writer.wait_merging_threads()
            handle.reload()
            self._searcher = handle.searcher()
            self._compiler = Compiler.of(index, handle.schema)

    def matching(self, strict: Plan) -> frozenset[str]:
        """Ids of the documents a strict plan lets through."""
        with engine_errors():
            found = self._searcher.search(
                self._compiler.counted(strict), limit=max(1, self._searcher.num_docs), count=False
            )
            return frozenset(self._searcher.doc(address)["id"][0] for _score, address in found.hits)
