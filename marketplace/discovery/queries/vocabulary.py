"""English words as far as they are known: how often each stands, which follow each other, which are a slip apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from sqlalchemy import func, or_, select

from marketplace.core.unit import session
from marketplace.discovery.models.suggestions import SuggestTerm
from search.analysis.stem import stem

KINDS = ("term", "field", "organisation")
SHORTEST = 4  # letters of a word that may be misspelt; too many shorter ones are one slip apart
LONG = 7  # letters from which two slips are forgiven
# Letters only: formulas, models and figures are written as they are meant.
WORD = re.compile(r"(?<![0-9a-zß-ɏ])[a-z]{2,}(?![0-9a-zß-ɏ])")


@dataclass(frozen=True, order=True)
class Near:
    """A known word near another: how many slips away, and how often it stands."""

    slips: int
    word: str
    count: int


class Vocabulary:
    """Known words with how often they stand, and pairs of neighbours with how often they stand together."""

    def __init__(self, counts: Mapping[str, int], pairs: Mapping[tuple[str, str], int]) -> None:
        self.counts, self.pairs = counts, pairs

    @classmethod
    def of(cls, texts: Iterable[tuple[str, int]]) -> Vocabulary:
        """From normalised texts and the weight of each: a word counts what the weightiest text says."""
        counts: dict[str, int] = {}
        pairs: dict[tuple[str, str], int] = {}
        for text, weight in texts:
            for words in runs(text):
                for word in words:
                    counts[word] = max(weight, counts.get(word, 0))
                for pair in pairwise(words):
                    pairs[pair] = max(weight, pairs.get(pair, 0))
        return cls(counts, pairs)

    def knows(self, word: str) -> bool:
        """Whether the word, or another form of it, is one of these."""
        return word in self.counts or stem(word) in self.stems

    def count(self, word: str) -> int:
        """How often the word stands; 0 for one that is not known."""
        return self.counts.get(word, 0)

    @cached_property
    def stems(self) -> Mapping[str, int]:
        """How often a word stands in any of its forms."""
        found: Counter[str] = Counter()
        for word, count in self.counts.items():
            found[stem(word)] += count
        return found

    @cached_property
    def followers(self) -> Mapping[str, tuple[str, ...]]:
        """What stands after a word."""
        return _grouped(self.pairs)

    @cached_property
    def leaders(self) -> Mapping[str, tuple[str, ...]]:
        """What stands before a word."""
        return _grouped((second, first) for first, second in self.pairs)

    @cached_property
    def _by_length(self) -> Mapping[int, list[tuple[int, str]]]:
        found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        for word in self.counts:
            if len(word) >= SHORTEST - 1:
                found[len(word)].append((_letters(word), word))
        return dict(found)

    def near(self, word: str) -> list[Near]:
        """Other words within as many slips as a word of that length may have, nearest first."""
        most = forgiven(word)
        letters = _letters(word)
        found = (
            Near(slips, other, self.counts[other])
            for length in range(len(word) - most, len(word) + most + 1)
            for others, other in self._by_length.get(length, ())
            # A slip changes two letters at most, and counting letters is a hundred times cheaper than comparing.
            if (others ^ letters).bit_count() <= 2 * most and other != word
            and (slips := slips_between(word, other, most)) <= most
        )  # fmt: skip
        return sorted(found) if most else []


def runs(text: str) -> list[list[str]]:
    """The words of a normalised text, those together that only blanks part: `fuel cell, heat` is two runs."""
    found: list[list[str]] = []
    end = -1
    for match in WORD.finditer(text):
        if end < 0 or text[end : match.start()].strip():
            found.append([])
        found[-1].append(match.group())
        end = match.end()
    return found


def forgiven(word: str) -> int:
    """How many slips a word of that length may have."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2


def alike(one: str, other: str) -> int:
    """How many letters two words have in common from their beginning on."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def slips_between(one: str, other: str, most: int) -> int:
    """Letters added, left out, replaced or swapped with their neighbour (optimal string alignment).

    More than `most` is answered by any greater number, as soon as it is sure.
    """
    begin = alike(one, other)
    end = alike(one[begin:][::-1], other[begin:][::-1])
    one, other = one[begin : len(one) - end], other[begin : len(other) - end]
    if not one or not other or abs(len(one) - len(other)) > most:
        return max(len(one), len(other))
    last: list[int] = []
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            slips = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                slips = min(slips, last[j - 2] + 1)
            row.append(slips)
        if min(row) > most and min(before) > most:
            return most + 1
    return row[-1]


def _letters(word: str) -> int:
    """The set of letters a word has, as bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) - 97)
    return bits


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        found[one].append(other)
    return {one: tuple(others) for one, others in found.items()}


class _Kept:
    """The copy of this process, and what it was read from: a rebuild gives every row another number."""

    version: tuple[str | int | None, ...] | None = None
    vocabulary = Vocabulary({}, {})


def suggested() -> Vocabulary:
    """The English words of what may be suggested, each with the listings behind the weightiest term that has it."""
    version = tuple(session().execute(select(func.current_database(), func.min(SuggestTerm.id))).one())
    if version != _Kept.version:
        rows = session().execute(_ENGLISH).all()
        _Kept.vocabulary = Vocabulary.of((row.norm, row.weight) for row in rows)
        _Kept.version = version
    return _Kept.vocabulary


# The later words of a term stand in the term itself; a field without listings brings no hits.
_ENGLISH = select(SuggestTerm.norm, SuggestTerm.weight).where(
    SuggestTerm.kind.in_(KINDS),
    SuggestTerm.lang == "en",
    SuggestTerm.weight > 0,
    or_(SuggestTerm.kind != "term", SuggestTerm.target == ""),
)
