"""Counts how common tokens are in the shared abstracts: `python -m tools.relevance.commonness` writes the table."""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from search import Document
from search.analysis import Analysis
from search.analysis.commonness import FILE, RARE
from tools.relevance.corpora import FIELDS, PAPERS
from tools.relevance.data import DataAbsent


def counted(documents: Iterable[Document], analysis: Analysis) -> list[tuple[str, str, float]]:
    """(kind, token, texts per thousand) of every token that is not rare, by kind and token."""
    texts = 0
    found: Counter[tuple[str, str]] = Counter()
    for document in documents:
        texts += 1
        found.update(set(_tokens(document, analysis)))
    return sorted(
        (kind, token, round(1000 * number / texts, 1))
        for (kind, token), number in found.items()
        if number / texts > RARE
    )


def _tokens(document: Document, analysis: Analysis) -> Iterator[tuple[str, str]]:
    for spec in FIELDS:
        value = document.fields.get(spec.name, ())
        for passage in value if isinstance(value, tuple) else (str(value),):
            tokens = analysis.tokens(str(passage))
            kinds = {"w": tokens.words, "b": tokens.bigrams, "u": tokens.unigrams, "en": tokens.english}
            yield from ((kind, token) for kind, found in kinds.items() for token in found)


def main() -> int:
    """Write the table; 1 when the shared data is not there."""
    try:
        rows = counted(PAPERS.documents(), Analysis())
    except DataAbsent as absent:
        print(absent, file=sys.stderr)
        return 1
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    writer.writerows([("kind", "token", "per_mille"), *rows])
    FILE.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
    print(f"{len(rows)} tokens written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
