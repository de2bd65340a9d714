"""Asks every question of a suite as a reader would and scores what comes back."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from search.analysis.lexicon import Lexicon
from search.backend import Backend
from search.semantic.meaning import Meaning
from tools.relevance.asker import THREADS, Asker
from tools.relevance.metrics import CUT, Score, mean, score
from tools.relevance.suites import Question, Suite


@dataclass(frozen=True)
class Answered:
    """A question, what was scored of the answer, and its first ten."""

    question: Question
    score: Score
    top: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """What a suite gave on an engine."""

    suite: Suite
    engine: str
    documents: int
    answers: tuple[Answered, ...]
    seconds: float

    @property
    def score(self) -> Score:
        """Mean over all questions."""
        return mean(answer.score for answer in self.answers)

    @property
    def scores(self) -> Mapping[str, Score]:
        """Score by the id of the question."""
        return {answer.question.id: answer.score for answer in self.answers}

    def half(self, number: int) -> Score | None:
        """Mean over the half to learn on (0) or the one to report (1); None when it has no question."""
        each = [answer.score for answer in self.answers if half_of(answer.question.id) == number]
        return mean(each) if each else None


def half_of(question_id: str) -> int:
    """The half a question belongs to: weights may be learnt on half 0 only."""
    return int(hashlib.md5(question_id.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def run(
    suite: Suite,
    backend: Backend,
    lexicon: Lexicon,
    questions: Sequence[Question],
    documents: int,
    meaning: Meaning | None = None,
) -> Measured:
    """Scores a suite's questions over the suite's fields."""
    asker = Asker(backend, lexicon, suite.corpus.index("view", suite.fields), suite.kinds, meaning)
    started = time.monotonic()

    def answered(question: Question) -> Answered:
        ranked = suite.answer(asker, question)
        return Answered(question, score(ranked, question.grades), tuple(ranked[:CUT]))

    with ThreadPoolExecutor(THREADS) as pool:
        answers = tuple(pool.map(answered, questions))
    asker.close()
    return Measured(suite, backend.engine, documents, answers, time.monotonic() - started)
