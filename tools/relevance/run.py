"""Runs suites on engines: whole, or the small cut of the test run."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from search.analysis import Analysis
from search.backend import Backend
from tools.relevance import engines, measure, sample
from tools.relevance.corpora import Corpus
from tools.relevance.measure import Measured
from tools.relevance.suites import SUITES

FULL, QUICK = "full", "quick"


def run(engine: str, size: str, analysis: Analysis, suites: Collection[str] = ()) -> Iterator[Measured]:
    """Measures the named suites (all when none is named) one by one. Raises DataAbsent and NodeUnavailable."""
    with engines.ENGINES[engine]() as open_index:
        loaded: dict[str, tuple[Backend, int]] = {}
        for suite in SUITES:
            if suites and suite.name not in suites:
                continue
            if suite.corpus.name not in loaded:
                backend = open_index(suite.corpus.index(f"relevance-{size}"), analysis)
                loaded[suite.corpus.name] = backend, _load(backend, suite.corpus, size)
            backend, count = loaded[suite.corpus.name]
            asked = list(suite.questions()) if size == FULL else sample.questions(suite)
            yield measure.run(suite, backend, asked, count)
        for backend, _ in loaded.values():
            backend.close()


def _load(backend: Backend, corpus: Corpus, size: str) -> int:
    return engines.load(backend, list(corpus.documents()) if size == FULL else sample.documents(corpus))
