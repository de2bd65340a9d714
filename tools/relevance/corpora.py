"""The bodies of text that are searched, declared and built as the product's own documents are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from marketplace.core import searchable
from search import Document, Index
from search.fields import Field
from tools.relevance import data
from tools.relevance.site import Catalogue

PUBLIC = frozenset({"public"})
FIELDS = tuple(replace(spec, prefixes=()) for spec in (searchable.TITLE, searchable.BODY, searchable.KEYWORDS))


@dataclass(frozen=True)
class Corpus:
    """A named body of text; `documents` streams it, `kinds` are those of an index that tells them apart."""

    name: str
    fields: Sequence[Field]
    documents: Callable[[], Iterator[Document]]
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def index(self, prefix: str, only: Sequence[str] = ()) -> Index:
        """The index of the corpus, or a view of it that searches some fields `only`."""
        fields = [spec for spec in self.fields if not only or spec.name in only]
        return Index(f"{prefix}-{self.name}", fields, self.kinds)


def demo(catalogue: Catalogue) -> Corpus:
    """The demo catalogue under the product's own declaration."""
    fields = tuple(catalogue.index.fields.values())
    return Corpus("demo", fields, lambda: iter(catalogue.documents), catalogue.index.kinds)


def _document(kind: str, id: object, **values: str | tuple[str, ...] | None) -> Document:
    return Document(f"{kind}:{id}", kind, 1, PUBLIC, {name: value for name, value in values.items() if value})


def _papers() -> Iterator[Document]:
    for name in ("corpus/chinaxiv_zh_abstracts.jsonl.gz", "corpus/csl_zh_abstracts.jsonl.gz"):
        for row in data.lines(name):
            keywords = tuple(row.get("keywords") or ())
            yield _document("paper", row["id"], title=row.get("title"), body=row["abstract"], keywords=keywords)


def _statutes() -> Iterator[Document]:
    for row in data.lines("eval_dev/stard_articles.jsonl.gz"):
        yield _document("statute", row["id"], body=row["text"])


def _paragraphs() -> Iterator[Document]:
    for row in data.lines("eval_dev/wikiqa_passages.jsonl.gz"):
        yield _document("paragraph", row["id"], body=row["text"])


def _patents() -> Iterator[Document]:
    for row in data.rows("patents/cn_patents_title_ipc.csv.gz"):
        yield _document("patent", row["publication_numbers"], title=row["title"])


PAPERS = Corpus("papers", FIELDS, _papers)
STATUTES = Corpus("statutes", FIELDS[1:2], _statutes)
PARAGRAPHS = Corpus("paragraphs", FIELDS[1:2], _paragraphs)
PATENTS = Corpus("patents", FIELDS[:1], _patents)
