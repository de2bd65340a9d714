"""The one analysis object: cuts documents and queries with one dictionary and names its version `av`."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import rjieba

CODE_VERSION = 1  # raise it when a change of this package changes a token


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one text becomes; no token contains white space or is longer than 200 bytes."""

    words: tuple[str, ...]
    unigrams: tuple[str, ...]
    bigrams: tuple[str, ...]
    english: tuple[str, ...]


class Analysis:
    """Cuts texts. `dictionary` is rows (term, source); equal rows give an equal `av` on every machine."""

    def __init__(self, dictionary: Iterable[tuple[str, str]] = ()) -> None:
        self.dictionary: tuple[tuple[str, str], ...] = tuple(sorted(set(dictionary)))
        self._jieba = rjieba.Jieba()
        for term, _source in self.dictionary:
            self._jieba.add_word(term, None, None)
        seed = repr((CODE_VERSION, self.dictionary)).encode()
        self.av = hashlib.sha256(seed).hexdigest()[:10]

    def tokens(self, text: str) -> Tokens:
        """Tokens of a document's text (full mode: every dictionary word, so none hides another)."""
        plain = unicodedata.normalize("NFKC", text).lower()
        runs = re.findall(r"[㐀-鿿]+|[a-z0-9]+", plain)
        words: list[str] = []
        unigrams: list[str] = []
        bigrams: list[str] = []
        for run in runs:
            if run[0] < "㐀":
                for column in (words, unigrams, bigrams):
                    column.append(run)
                continue
            words += [word for word in self._jieba.cut_all(run) if len(word) > 1]
            unigrams += list(run)
            bigrams += [run[i : i + 2] for i in range(max(1, len(run) - 1))]
        return Tokens(tuple(words), tuple(unigrams), tuple(bigrams), ())

    def spellings(self, values: Sequence[str], kinds: Sequence[str]) -> list[str]:
        """Every accepted spelling of identifiers, as stored in a keyword column."""
        return list(dict.fromkeys(value.lower() for value in values))

    def exact_key(self, text: str) -> str:
        """A text reduced to letters and digits, for "the whole title is the whole query"."""
        return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())[:60]
