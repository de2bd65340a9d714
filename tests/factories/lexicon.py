"""Entries of the lexicon for tests."""

from __future__ import annotations

from typing import Any

from marketplace.core.unit import session
from marketplace.lexicon.models import DomainWord, StopTerm, SynonymTerm, TermPair
from marketplace.lexicon.service.load import touch


def make_synonyms(group: str, *terms: str, kind: str = "equal") -> list[SynonymTerm]:
    """A group of terms; those of a `never` group are kept apart."""
    rows = [
        SynonymTerm(group=group, term=term, kind=kind, lang="en" if term.isascii() else "zh", source="test")
        for term in terms
    ]
    return _added("synonyms", *rows)


def make_word(term: str) -> DomainWord:
    """A word the segmenter must know."""
    return _added("words", DomainWord(term=term, weight=1, source="test"))[0]


def make_stop_term(term: str) -> StopTerm:
    """A word that a hit need not have."""
    return _added("stop_terms", StopTerm(term=term, lang="zh", source="test"))[0]


def make_pair(zh: str, en: str, count: int = 1) -> TermPair:
    """A Chinese and an English term."""
    return _added("pairs", TermPair(zh=zh, en=en, count=count, weight=1.0, source="test"))[0]


def _added(section: str, *rows: Any) -> list[Any]:
    session().add_all(rows)
    session().flush()
    touch(section)
    return list(rows)
