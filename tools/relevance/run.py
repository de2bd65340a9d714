"""Runs suites and checks on an engine: whole, or the small cut of the test run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from search.backend import Backend
from search.semantic.embedder import Embedder
from search.semantic.meaning import Meaning
from tools.relevance import checks, data, engines, graded, measure, sample, spellings, vectors
from tools.relevance.asker import PATIENCE_SECONDS
from tools.relevance.checks import check
from tools.relevance.checks.check import Checked
from tools.relevance.corpora import Corpus, demo
from tools.relevance.measure import Measured
from tools.relevance.site import Catalogue
from tools.relevance.suites import SHARED, Suite

FULL, QUICK = "full", "quick"


def suites(catalogue: Catalogue) -> tuple[Suite, ...]:
    """Every suite that can be measured here: those over shared data only where it is."""
    corpus = demo(catalogue)
    return (*(SHARED if data.is_here() else ()), graded.suite(corpus), *spellings.suites(catalogue, corpus))


@dataclass
class Run:
    """One engine, one size, and the indices that were opened for it."""

    open_index: engines.Open
    size: str
    catalogue: Catalogue
    model: Embedder | None = None
    _loaded: dict[str, tuple[Backend, int]] = field(default_factory=dict)

    def measured(self, names: Collection[str] = ()) -> Iterator[tuple[Measured, Measured | None]]:
        """The named suites (all when none is named), one by one; with a model also by words and meaning."""
        every = suites(self.catalogue)
        meaning = self._meaning()
        for suite in every:
            if not names or suite.name in names:
                backend, count = self._backend(suite.corpus, every, suite.fields)
                asked = list(suite.questions()) if self.size == FULL else sample.questions(suite)
                words = measure.run(suite, backend, self.catalogue.lexicon, asked, count)
                both = measure.run(suite, backend, self.catalogue.lexicon, asked, count, meaning) if meaning else None
                yield words, both
        if meaning:
            meaning.close()

    def checked(self, names: Collection[str] = ()) -> Iterator[Checked]:
        """The named checks (all when none is named), one by one; with a model by words and meaning."""
        meaning = self._meaning()
        for one in checks.CHECKS:
            if not names or one.name in names:
                backend, _count = self._backend(demo(self.catalogue))
                yield check.run(one, backend, self.catalogue, quick=self.size == QUICK, meaning=meaning)
        if meaning:
            meaning.close()

    def _meaning(self) -> Meaning | None:
        """With the patience of a measurement: a busy machine must not count as a model that does not help."""
        return Meaning(lambda: self.model, patience=PATIENCE_SECONDS) if self.model else None

    def close(self) -> None:
        """Close every index that was opened."""
        for backend, _count in self._loaded.values():
            backend.close()

    def _backend(
        self, corpus: Corpus, every: Sequence[Suite] = (), fields: tuple[str, ...] = ()
    ) -> tuple[Backend, int]:
        """The index of a corpus. Vectors are of the fields that are asked, so with a model each choice has its own."""
        only = fields if self.model else ()
        name = "-".join((corpus.name, *only))
        if name not in self._loaded:
            # The demo is small enough to be whole in a quick run too.
            cut = self.size == QUICK and corpus.name != "demo"
            content = sample.documents(corpus, every) if cut else list(corpus.documents())
            prefix = "-".join(("relevance", self.size, *only))
            backend = self.open_index(corpus.index(prefix), self.catalogue.analysis)
            if self.model:
                content = list(vectors.carried(content, corpus.index("meaning", only), self.model))
            self._loaded[name] = backend, engines.load(backend, content)
        return self._loaded[name]
