"""Holds every document of a site many times, so that an engine can be seen at a size no database here could load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from marketplace.core import clock, indexing
from search import Document, rebuild
from search.backend import Backend
from search.filling import batches, filling
from tools.bench.search.site import say


def multiply(backend: Backend, times: int) -> int:
    """Build and promote a generation with every document `times` times, under ids of their own; how many it holds."""
    originals = list(chain.from_iterable(indexing.documents()))
    expected = len(originals) * times
    generation = backend.begin(rebuild.generation_name(backend.analysis, clock.now()))
    with filling(generation, expected) as filled:
        for batch in batches(_copies(originals, times)):
            filled.put(batch)
            say(f"{filled.written:,} of {expected:,} documents written")
    held = rebuild.gate(generation, expected=expected, dead=filled.dead)
    generation.promote()
    return held


def _copies(originals: list[Document], times: int) -> Iterator[Document]:
    for document in originals:
        for number in range(times):
            yield replace(document, id=f"{document.id}x{number}")
