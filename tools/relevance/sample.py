"""A small cut of a suite that keeps every answer: for the test run, where the whole takes too long."""

from __future__ import annotations

from collections.abc import Sequence

from search import Document
from tools.relevance.corpora import Corpus
from tools.relevance.suites import Question, Suite

QUESTIONS = 30
WHOLE = 150  # questions that are asked whatever the cut: the graded ones
EVERY = 24  # of the documents that answer nothing, one in twenty-four is kept


def questions(suite: Suite) -> list[Question]:
    """A short suite whole, else about thirty questions spread evenly over it."""
    every = list(suite.questions())
    return every if len(every) <= WHOLE else every[:: len(every) // QUESTIONS][:QUESTIONS]


def documents(corpus: Corpus, suites: Sequence[Suite]) -> Sequence[Document]:
    """All answers to the sampled questions of the corpus's suites, and a share of the rest."""
    asked = [question for suite in suites if suite.corpus is corpus for question in questions(suite)]
    wanted = {id for question in asked for id in question.grades}
    return [
        document for place, document in enumerate(corpus.documents()) if document.id in wanted or place % EVERY == 0
    ]
