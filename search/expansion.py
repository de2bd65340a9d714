"""Finds the terms in the words of a question, the longest first, and what else stands for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from search.analysis.analysis import Cut
from search.analysis.latin import STOP_WORDS
from search.analysis.lexicon import Alternative, Lexicon
from search.analysis.segment import FUNCTION_CHARACTERS
from search.analysis.terms import is_latin

MAX_TOKENS = 8  # of one term
MAX_EXPANSIONS = 24  # alternatives in one question: each costs a phrase in every field
LEAST_LETTERS = 3  # of an English word that is translated by itself


@dataclass(frozen=True, slots=True)
class Concept:
    """Neighbouring words of a question that are one term, and what else stands for it.

    `tokens` are without English words of grammar; a `term` has them too (internet of things).
    """

    tokens: tuple[str, ...]
    alternatives: tuple[Alternative, ...] = ()
    term: str = ""

    @property
    def text(self) -> str:
        """The term as the reader typed it, up to normal spelling."""
        return self.term or _joined(self.tokens)

    @property
    def is_unknown(self) -> bool:
        """Whether it is characters in a row that make no word of the dictionary."""
        return len(self.tokens) > 1 and all(map(is_single, self.tokens))

    @property
    def is_foreign(self) -> bool:
        """Whether it is written in Latin letters and Chinese wordings of it are known."""
        return is_latin(self.text) and not all(is_latin(other.text) for other in self.alternatives)


def _joined(tokens: Sequence[str]) -> str:
    return (" " if all(map(is_latin, tokens)) else "").join(tokens)


def concepts(chunks: Sequence[str], cuts: Sequence[Cut], lexicon: Lexicon) -> list[Concept]:
    """The concepts of neighbouring chunks in their order; an English term may stretch over several chunks."""
    found: list[Concept] = []
    left = MAX_EXPANSIONS
    for stretch in _stretches(chunks, cuts):
        place = 0
        while place < len(stretch):
            concept, size = _longest(stretch[place : place + MAX_TOKENS], lexicon)
            place += size
            if concept.tokens:
                found.append(replace(concept, alternatives=concept.alternatives[:left]))
                left -= len(found[-1].alternatives)
    known = {token for concept in found for token in concept.tokens}
    # Flattened formulas stand beside their parts, in no stretch.
    return found + [Concept((word,)) for cut in cuts for word in cut.words if word not in known]


def _stretches(chunks: Sequence[str], cuts: Sequence[Cut]) -> Iterator[list[str]]:
    """Uninterrupted words; a blank between two English words interrupts nothing, punctuation does."""
    stretch: list[str] = []
    before = ""
    for chunk, cut in zip(chunks, cuts, strict=True):
        for number, part in enumerate(cut.stretches):
            joins = number == 0 and before[-1:].isalnum() and chunk[:1].isalnum()
            if stretch and not (joins and is_latin(stretch[-1]) and is_latin(part[0])):
                yield stretch
                stretch = []
            stretch += part
        before = chunk
    if stretch:
        yield stretch


def _longest(ahead: Sequence[str], lexicon: Lexicon) -> tuple[Concept, int]:
    """The term that begins here, without tokens where it is but grammar, and how many of the tokens it takes."""
    if size := _known(ahead, lexicon):
        term = _joined(ahead[:size])
        tokens = tuple(token for token in ahead[:size] if token not in STOP_WORDS)
        return Concept(tokens, lexicon.alternatives(term), term), size
    unknown = _unknown(ahead, lexicon)
    if len(unknown) > 1:
        return Concept(unknown), len(unknown)
    word = ahead[0]
    if word in STOP_WORDS:
        return Concept(()), 1
    found = lexicon.alternatives(word)
    alone = word.isascii() and word.isalpha() and len(word) >= LEAST_LETTERS
    return Concept((word,), found or (lexicon.word_alternatives(word) if alone else ())), 1


def _known(ahead: Sequence[str], lexicon: Lexicon) -> int:
    """How many tokens the longest term has that the lexicon knows; 0 where it knows none of several.

    Inside a term words of grammar are part of it, at its ends they are not.
    """
    sizes = range(len(ahead) if ahead[0] not in STOP_WORDS else 0, 1, -1)
    ends = (size for size in sizes if ahead[size - 1] not in STOP_WORDS)
    return next((size for size in ends if lexicon.alternatives(_joined(ahead[:size]))), 0)


def _unknown(ahead: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Single characters in a row: a word or a name that the dictionary does not know."""
    found: list[str] = []
    for place, token in enumerate(ahead):
        if not is_single(token) or (place and _known(ahead[place:], lexicon)):
            break
        found.append(token)
    return tuple(found)


def is_single(token: str) -> bool:
    """Whether a token is one Chinese character that is more than grammar."""
    return len(token) == 1 and not is_latin(token) and token not in FUNCTION_CHARACTERS
