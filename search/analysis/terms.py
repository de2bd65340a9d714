"""The form under which terms of the lexicon and of a query are compared: spelling, plural and stop words aside."""

from __future__ import annotations

import re
from functools import lru_cache

from search.analysis import latin
from search.analysis.normalise import normalise
from search.analysis.stem import stem

_HAN = re.compile(f"[{latin.HAN}]")
_HAN_ONLY = re.compile(f"[{latin.HAN}]+")
_ENGLISH_ONLY = re.compile("[a-z ]+")
_stem = lru_cache(maxsize=50_000)(stem)


@lru_cache(maxsize=100_000)
def key(text: str) -> str:
    """Normalised text, English words as their stems, blanks only between two of them.

    `Lithium-ion batteries` and `lithium ion battery` have one key, `磷酸 铁锂` and `磷酸铁锂` too; a text
    of stop words or punctuation has the empty key.
    """
    plain = text.lower() if text.isascii() else normalise(text)
    if _HAN_ONLY.fullmatch(plain):
        return plain
    if _ENGLISH_ONLY.fullmatch(plain):  # as below, without looking for runs: most terms are of these two kinds
        return " ".join(_stem(word) for word in plain.split() if word not in latin.STOP_WORDS)
    joined, after_latin = "", False
    for run in latin.runs(plain):
        for part in [run.text] if run.is_han else _words(run.text):
            joined += f" {part}" if after_latin and not run.is_han else part
            after_latin = not run.is_han
    return joined


@lru_cache(maxsize=50_000)
def _words(run: str) -> tuple[str, ...]:
    pieces = (piece for piece in latin.pieces(run) if piece not in latin.STOP_WORDS)
    return tuple(_stem(piece) if piece.isascii() and piece.isalpha() else piece for piece in pieces)


def is_latin(term: str) -> bool:
    """Whether a term is written without Chinese characters."""
    return _HAN.search(term) is None
