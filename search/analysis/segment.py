"""Cuts Chinese into words with one dictionary: every word for documents, the best cut for queries."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from operator import add

import rjieba

from search.analysis import latin
from search.analysis.normalise import normalise

SEGMENTER = f"rjieba {version('rjieba')}, opencc {version('opencc')}"
# Characters that carry grammar, not meaning: a question with them need not find them.
FUNCTION_CHARACTERS = frozenset(
    "的了和与及或在是为之等以对于其这那吗呢着把被由从并且而则也都就很请我你他能会可要有什么怎样"
)


class Segmenter:
    """rjieba with its own dictionary instance; the full mode emits words inside longer words too.

    Documents are cut in full mode and queries precisely without HMM: HMM invents words that no document
    has, and the search mode hides a short word in a long one.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._jieba = rjieba.Jieba()
        for term in terms:
            if len(term) > 1 and (match := latin.RUN.fullmatch(term)) and match.lastgroup == "han":
                self._jieba.add_word(term, None, None)
        self.best = lru_cache(maxsize=4_000)(self._best)

    def every(self, runs: Iterable[str]) -> list[str]:
        """All dictionary words of two characters or more in runs of Chinese characters."""
        return [word for word in self._jieba.cut_all("\n".join(runs)) if len(word) > 1]

    def _best(self, run: str) -> tuple[str, ...]:
        return tuple(self._jieba.cut(run, hmm=False))


@lru_cache(maxsize=2)  # the dictionary of the index that is read, and that of one being built
def segmenter(terms: tuple[str, ...]) -> Segmenter:
    """The segmenter that knows these terms; it never changes, so those who ask for the same one share it."""
    return Segmenter(terms)


def bigrams(run: str) -> list[str]:
    """Neighbouring pairs of characters; a run of one character is itself."""
    return list(map(add, run, run[1:])) or [run]


def dictionary_terms(rows: Iterable[tuple[str, str]]) -> list[str]:
    """The normalised terms of dictionary rows (term, source)."""
    return [normalise(term).replace(" ", "") for term, _source in rows]
