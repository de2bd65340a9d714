"""The suites: what is asked of which fields, and the reference floors that untuned BM25 on bigrams reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tools.relevance import data
from tools.relevance.corpora import PAPERS, PARAGRAPHS, PATENTS, STATUTES, Corpus
from tools.relevance.metrics import Score


@dataclass(frozen=True)
class Question:
    """A query and the ids a good answer holds; `itself` is a document that must not count as an answer."""

    id: str
    text: str
    relevant: frozenset[str]
    itself: str = ""


@dataclass(frozen=True)
class Suite:
    """A set of questions over some fields of a corpus. `floor` is computed on the whole set and corpus."""

    name: str
    corpus: Corpus
    fields: tuple[str, ...]
    floor: Score
    questions: Callable[[], Iterator[Question]]


def _known_item(kind: str) -> Callable[[], Iterator[Question]]:
    def read() -> Iterator[Question]:
        for row in data.lines("eval_dev/known_item.jsonl.gz"):
            if row["type"] == kind:
                yield Question(row["qid"], row["query"], frozenset({f"paper:{row['target']}"}))

    return read


def _judged(name: str, kind: str) -> Callable[[], Iterator[Question]]:
    def read() -> Iterator[Question]:
        for row in data.lines(f"eval_dev/{name}.jsonl.gz"):
            yield _question(row, kind)

    return read


def _question(row: dict[str, Any], kind: str) -> Question:
    itself = f"{kind}:{row['query_doc']}" if "query_doc" in row else ""
    relevant = frozenset(f"{kind}:{id}" for id in row["relevant"])
    return Question(str(row["qid"]), row["query"], relevant, itself)


ALL = ("title", "text", "keywords")

SUITES = (
    Suite("title → abstract", PAPERS, ("text",), Score(0.971, 0.976, 0.993), _known_item("title")),
    Suite("fragment → abstract", PAPERS, ("text",), Score(0.765, 0.796, 0.970), _known_item("title_fragment")),
    Suite("2 keywords → abstract", PAPERS, ("text",), Score(0.788, 0.818, 0.977), _known_item("keywords2")),
    Suite("English keywords → abstract", PAPERS, ("text",), Score(0.117, 0.131, 0.200), _known_item("en_keywords3")),
    Suite("need sentence", PAPERS, ALL, Score(0.679, 0.718, 0.963), _known_item("need_sentence")),
    Suite("fragment", PAPERS, ALL, Score(0.913, 0.930, 1.0), _known_item("title_fragment")),
    Suite("author keyword", PAPERS, ("title", "text"), Score(0.589, 0.482, 0.845), _judged("author_keyword", "paper")),
    Suite("question → statute", STATUTES, ("text",), Score(0.495, 0.485, 0.814), _judged("stard_queries", "statute")),
    Suite(
        "question → paragraph",
        PARAGRAPHS,
        ("text",),
        Score(0.949, 0.960, 0.998),
        _judged("wikiqa_queries", "paragraph"),
    ),
    Suite("same IPC set", PATENTS, ("title",), Score(0.141, 0.069, 0.195), _judged("patent_same_ipc", "patent")),
)
