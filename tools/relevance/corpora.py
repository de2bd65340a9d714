"""The four bodies of text that are searched, declared and built as the product's own documents are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from search import Document, Index
from search.fields import Text
from tools.relevance import data

PUBLIC = frozenset({"public"})
# Weights and extra columns are those of the product's listings (marketplace/listings/documents.py).
TITLE = Text("title", weight=1, bigrams=True, phrase=2, exact=True)
TEXT = Text("text", weight=1, bigrams=True, phrase=1)
KEYWORDS = Text("keywords", weight=2, bigrams=True, phrase=1)


@dataclass(frozen=True)
class Corpus:
    """A named body of text; `documents` streams it."""

    name: str
    fields: Sequence[Text]
    documents: Callable[[], Iterator[Document]]

    def index(self, prefix: str, only: Sequence[str] = ()) -> Index:
        """The index of the corpus, or a view of it that searches some fields `only`."""
        fields = [field for field in self.fields if not only or field.name in only]
        return Index(f"{prefix}-{self.name}", fields)


def _document(kind: str, id: object, **values: str | tuple[str, ...] | None) -> Document:
    return Document(f"{kind}:{id}", kind, 1, PUBLIC, {name: value for name, value in values.items() if value})


def _papers() -> Iterator[Document]:
    for name in ("corpus/chinaxiv_zh_abstracts.jsonl.gz", "corpus/csl_zh_abstracts.jsonl.gz"):
        for row in data.lines(name):
            keywords = tuple(row.get("keywords") or ())
            yield _document("paper", row["id"], title=row.get("title"), text=row["abstract"], keywords=keywords)


def _statutes() -> Iterator[Document]:
    for row in data.lines("eval_dev/stard_articles.jsonl.gz"):
        yield _document("statute", row["id"], text=row["text"])


def _paragraphs() -> Iterator[Document]:
    for row in data.lines("eval_dev/wikiqa_passages.jsonl.gz"):
        yield _document("paragraph", row["id"], text=row["text"])


def _patents() -> Iterator[Document]:
    for row in data.rows("patents/cn_patents_title_ipc.csv.gz"):
        yield _document("patent", row["publication_numbers"], title=row["title"])


PAPERS = Corpus("papers", (TITLE, TEXT, KEYWORDS), _papers)
STATUTES = Corpus("statutes", (TEXT,), _statutes)
PARAGRAPHS = Corpus("paragraphs", (TEXT,), _paragraphs)
PATENTS = Corpus("patents", (TITLE,), _patents)
CORPORA = (PAPERS, STATUTES, PARAGRAPHS, PATENTS)
