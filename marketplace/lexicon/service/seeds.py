"""Reads the packaged words: synonyms, terms kept apart, stop terms, translations, questions for the dry run."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketplace.core.text import Text
from search.analysis.latin import HAN

DATA = Path(__file__).resolve().parent.parent / "data"
OWN, CHINAXIV = SOURCES = "package", "ChinaXiv, CC BY 4.0"
LONGEST_WORD = 12  # characters of a domain word; a longer term is a phrase of words
_HAN = re.compile(f"[{HAN}]")

Row = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A question as an engineer of a field types it."""

    field_code: str
    text: str

    @property
    def shown(self) -> Text:
        """The question as a text of its language, so that pages can mark it."""
        return Text(self.text, None) if language_of(self.text) == "zh" else Text(None, self.text)


def synonyms() -> Iterator[Row]:
    """Rows (group, term, kind, lang, source) of groups that widen and of groups that keep apart."""
    for group, terms in _cells("synonyms.tsv"):
        for term in terms.split("|"):
            kind = "narrower" if term.startswith("<") else "abbreviation" if _is_abbreviation(term) else "equal"
            yield _synonym(group, term.removeprefix("<"), kind)
    for group, terms, _why in _cells("never.tsv"):
        for term in terms.split("|"):
            yield _synonym(group, term, "never")


def _synonym(group: str, term: str, kind: str) -> Row:
    return {"group": group, "term": term, "kind": kind, "lang": language_of(term), "source": OWN}


def _is_abbreviation(term: str) -> bool:
    return term.isascii() and term.isupper()


def language_of(term: str) -> str:
    """zh when a term holds Chinese characters, else en."""
    return "zh" if any(_is_han(char) for char in term) else "en"


def _is_han(char: str) -> bool:
    return _HAN.match(char) is not None


def words() -> Iterator[Row]:
    """Rows (term, weight, source) for the dictionary: the Chinese terms of the synonym groups."""
    terms = {row["term"] for row in synonyms() if row["kind"] != "never"}
    for term in sorted(terms):
        if 2 <= len(term) <= LONGEST_WORD and all(_is_han(char) for char in term):
            yield {"term": term, "weight": 1, "source": OWN}


def stop_terms() -> Iterator[Row]:
    """Rows (term, lang, source)."""
    for term, _why in _cells("stop_terms.tsv"):
        yield {"term": term, "lang": language_of(term), "source": OWN}


def pairs() -> Iterator[Row]:
    """Rows (zh, en, count, weight, source, example_id) of term translations."""
    with gzip.open(DATA / "zh_en_pairs.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield {
                "zh": line["zh"], "en": line["en"], "count": int(line["count"]), "weight": 1.0, "source": CHINAXIV,
                "example_id": line["example_id"],
            }  # fmt: skip


def questions() -> list[Question]:
    """The packaged questions of the dry run, some for every field."""
    return [Question(field, text) for field, text in _cells("sample_questions.tsv")]


def _cells(name: str) -> Iterator[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines[1:] if line)
