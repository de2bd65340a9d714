"""What a ranked suite is, and those over the shared data with the floors that untuned BM25 on bigrams reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tools.relevance import data
from tools.relevance.asker import Asker
from tools.relevance.corpora import PAPERS, PARAGRAPHS, PATENTS, STATUTES, Corpus
from tools.relevance.metrics import Score


@dataclass(frozen=True)
class Question:
    """A query and the grades (1 or higher) of its answers; `itself` is a document that must not count."""

    id: str
    text: str
    grades: Mapping[str, int]
    itself: str = ""


@dataclass(frozen=True)
class Target:
    """What a figure of a suite (mrr or ndcg) is to reach."""

    figure: str
    value: float


def hits(asker: Asker, question: Question) -> Sequence[str]:
    """The ids a reader of the question sees, best first."""
    return [hit.id for hit in asker.ask(question.text).hits if hit.id != question.itself]


@dataclass(frozen=True)
class Suite:
    """A set of questions over some fields of a corpus (all when none is named).

    `floor` was computed on the whole set and corpus. `answer` gives what is scored; by default the hits.
    """

    name: str
    corpus: Corpus
    questions: Callable[[], Iterable[Question]]
    fields: tuple[str, ...] = ()
    floor: Score | None = None
    target: Target | None = None
    answer: Callable[[Asker, Question], Sequence[str]] = hits
    kinds: tuple[str, ...] = ()


@cache
def _own_pairs() -> dict[str, list[tuple[str, str]]]:
    """The (zh, en) keywords of each paper, from which the translations of the lexicon come."""
    rows = data.lines("corpus/chinaxiv_zh_abstracts.jsonl.gz")
    return {
        f"paper:{row['id']}": list(zip(row.get("keywords") or (), row.get("keywords_en") or (), strict=False))
        for row in rows
    }


def without_own_pairs(asker: Asker, question: Question) -> Sequence[str]:
    """The hits when the answer itself has not taught the lexicon its English words."""
    (target,) = question.grades
    with asker.without(_own_pairs().get(target, ())) as other:
        return hits(other, question)


def _known_item(kind: str) -> Callable[[], Iterator[Question]]:
    def read() -> Iterator[Question]:
        for row in data.lines("eval_dev/known_item.jsonl.gz"):
            if row["type"] == kind:
                yield Question(row["qid"], row["query"], {f"paper:{row['target']}": 1})

    return read


def _judged(name: str, kind: str) -> Callable[[], Iterator[Question]]:
    def read() -> Iterator[Question]:
        for row in data.lines(f"eval_dev/{name}.jsonl.gz"):
            yield _question(row, kind)

    return read


def _question(row: dict[str, Any], kind: str) -> Question:
    itself = f"{kind}:{row['query_doc']}" if "query_doc" in row else ""
    grades = dict.fromkeys((f"{kind}:{id}" for id in row["relevant"]), 1)
    return Question(str(row["qid"]), row["query"], grades, itself)


BODY = ("body",)
SHARED = (
    Suite("title → abstract", PAPERS, _known_item("title"), BODY, Score(0.971, 0.976, 0.993)),
    Suite("fragment → abstract", PAPERS, _known_item("title_fragment"), BODY, Score(0.765, 0.796, 0.970)),
    Suite("2 keywords → abstract", PAPERS, _known_item("keywords2"), BODY, Score(0.788, 0.818, 0.977)),
    Suite(
        "English keywords → abstract", PAPERS, _known_item("en_keywords3"), BODY, Score(0.117, 0.131, 0.200),
        Target("mrr", 0.45), without_own_pairs,
    ),
    Suite("need sentence", PAPERS, _known_item("need_sentence"), (), Score(0.679, 0.718, 0.963), Target("mrr", 0.80)),
    Suite("fragment", PAPERS, _known_item("title_fragment"), (), Score(0.913, 0.930, 1.0), Target("mrr", 0.96)),
    Suite(
        "author keyword", PAPERS, _judged("author_keyword", "paper"), ("title", "body"), Score(0.589, 0.482, 0.845),
        Target("ndcg", 0.60),
    ),
    Suite(
        "question → statute", STATUTES, _judged("stard_queries", "statute"), BODY, Score(0.495, 0.485, 0.814),
        Target("ndcg", 0.56),
    ),
    Suite(
        "question → paragraph", PARAGRAPHS, _judged("wikiqa_queries", "paragraph"), BODY, Score(0.949, 0.960, 0.998),
        Target("mrr", 0.96),
    ),
    Suite(
        "same IPC set", PATENTS, _judged("patent_same_ipc", "patent"), (), Score(0.141, 0.069, 0.195),
        Target("ndcg", 0.15),
    ),
)  # fmt: skip
