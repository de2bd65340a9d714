"""Asks every question of a suite as a reader would and scores what comes back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from search import Index, Query, SearchUnavailable
from search.analysis import Analysis
from search.backend import Backend
from search.box import parse_box
from search.breaker import Breaker
from search.plan import Plan
from search.results import RawResults
from search.searcher import Searcher
from tools.relevance.metrics import RECALL_CUT, Score, mean, score
from tools.relevance.suites import Question, Suite

PATIENCE_SECONDS = 30.0
ATTEMPTS = 8
THREADS = 2


@dataclass(frozen=True)
class Measured:
    """What a suite gave on an engine."""

    suite: str
    engine: str
    questions: int
    documents: int
    score: Score
    seconds: float


class View:
    """A backend searched through some of its fields only: plans are made for the narrower index."""

    def __init__(self, backend: Backend, index: Index) -> None:
        self.index = index
        self.engine = backend.engine
        self._backend = backend

    @property
    def analysis(self) -> Analysis:
        """As the whole backend's."""
        return self._backend.analysis

    def search(self, plan: Plan, deadline: float) -> RawResults:
        """As the whole backend's."""
        return self._backend.search(plan, deadline)


def run(suite: Suite, backend: Backend, questions: Sequence[Question], documents: int) -> Measured:
    """Scores a suite's questions over the suite's fields."""
    index = suite.corpus.index("view", suite.fields)
    searcher = Searcher(View(backend, index), slots=THREADS)  # type: ignore[arg-type]  # only asked, never written
    started = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        answers = pool.map(lambda question: _ask(searcher, question), questions)
        scores = [
            score([id for id in ranked if id != question.itself], question.relevant)
            for question, ranked in zip(questions, answers, strict=True)
        ]
    searcher.close()
    return Measured(suite.name, backend.engine, len(scores), documents, mean(scores), time.monotonic() - started)


def _ask(searcher: Searcher, question: Question) -> list[str]:
    """The first hundred ids. A busy machine may miss the engine's time limit: ask again, do not score a miss."""
    text = parse_box(question.text, searcher.backend.index)
    for attempt in range(ATTEMPTS):
        try:
            results = searcher.search(
                Query(
                    audience=frozenset({"public"}),
                    text=text,
                    size=RECALL_CUT,
                    deadline=time.monotonic() + PATIENCE_SECONDS,
                )
            )
            if not results.partial:
                return [hit.id for hit in results.hits]
        except SearchUnavailable:
            if attempt == ATTEMPTS - 1:
                raise
            searcher.breaker = Breaker()
        time.sleep(0.5 * attempt)
    raise SearchUnavailable("partial", question.id)
