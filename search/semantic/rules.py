"""Which questions meaning helps to answer, and with what weight; every number is measured (docs/relevance)."""

from __future__ import annotations

from search.query import Query

RELEVANCE = ("", "relevance")


def question_of(query: Query) -> str:
    """The text a model is asked about; "" where the reader asks for words: exact mode, phrases, fields, numbers."""
    positive = [clause for clause in query.text.clauses if not clause.negated]
    if query.exact or query.sort not in RELEVANCE or any(c.kind != "word" or c.field for c in positive):
        return ""
    return " ".join(clause.text for clause in positive)


def weight_of(text: str) -> float:
    """The weight of meaning where words have 1."""
    return 1.0
