"""Which English words are misprints: rare ones that a frequent word, or two of them, explain by a slip."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from marketplace.discovery.queries.vocabulary import SHORTEST, WORD, Near, Vocabulary, alike, forgiven, slips_between
from search.analysis.stem import stem

FREQUENT = 3  # how often a word stands that others are misprints of
PER_TIME = 5  # how often at least, for each time that the misprint stands
PER_LOSS = 2  # the same for letters that machines lose again and again when they read papers: effciency, patern
RARE = 2  # times that a misprint stands by chance; a word that stands in more texts is meant
SURE = 8  # letters of a word that is told apart even when two of them are wrong
SHORT = 6  # letters up to which too many real words are one slip apart
ENDING = 3  # letters; words that differ in these alone are two forms of one word: private, privacy
SHORTEST_PART = 2  # letters of a word that has lost the blank beside it
SHORTEST_WRONG = 3  # the same, where it has a slip besides
_LOST = re.compile(r"ff[il]|f[filt]|(.)\1+")  # ligatures and doubled letters


class Misprints:
    """Judges words by what is known of all texts, and by how many listings have each word."""

    def __init__(self, known: Vocabulary, listings: Mapping[str, int]) -> None:
        self._known, self._listings = known, listings
        self._frequent = Vocabulary({word: n for word, n in known.counts.items() if n >= max(FREQUENT, PER_TIME)}, {})
        self._judged: dict[str, bool] = {}

    def stand_in(self, text: str) -> bool:
        """Whether a normalised text has a misprint."""
        return any(map(self._is_one, WORD.findall(text)))

    def _is_one(self, word: str) -> bool:
        if word not in self._judged:
            self._judged[word] = len(word) >= SHORTEST and self._judge(word)
        return self._judged[word]

    def _judge(self, word: str) -> bool:
        times = max(1, self._known.count(word))
        if self._has_lost_letters(word, times):
            return True
        if self._listings.get(word, 0) > 1:
            return False
        if self._has_lost_a_blank(word, times):
            return True
        return times <= RARE and (self._is_slip(word, times) or self._is_slip_and_blank(word))

    @cached_property
    def _whole(self) -> Mapping[str, tuple[int, str]]:
        """The most frequent spelling of each word without what is easily lost."""
        found: dict[str, tuple[int, str]] = {}
        for word, count in self._known.counts.items():
            less = _less(word)
            found[less] = max(found.get(less, (0, "")), (count, word))
        return found

    def _has_lost_letters(self, word: str, times: int) -> bool:
        count, whole = self._whole.get(_less(word), (0, ""))
        return len(whole) > len(word) and count >= max(FREQUENT, PER_LOSS * times)

    def _has_lost_a_blank(self, word: str, times: int) -> bool:
        pairs = self._known.pairs
        return any(pairs.get((word[:place], word[place:]), 0) >= times for place in _places(word))

    def _is_slip_and_blank(self, word: str) -> bool:
        for place in _places(word):
            first, second = word[:place], word[place:]
            after, before = self._known.followers.get(first, ()), self._known.leaders.get(second, ())
            if _is_near(second, after) or _is_near(first, before):
                return True
        return False

    def _is_slip(self, word: str, times: int) -> bool:
        if self._known.stems.get(stem(word), 0) - times >= FREQUENT:
            return False  # a form of a frequent word
        if len(word) <= SHORT and times > self._listings.get(word, 0):
            return False  # people name it elsewhere
        near = self._frequent.near(word)
        return any(one.count >= max(FREQUENT, PER_TIME * times) and _explains(one, word) for one in near)


def _explains(near: Near, word: str) -> bool:
    """Whether a slip is likelier than another word: that begins otherwise (coil, soil) or has another ending."""
    if near.slips == 1:
        return near.word[1:] != word[1:]
    same = alike(near.word, word)
    return len(word) >= SURE and 0 < same < len(word) - ENDING


def _less(word: str) -> str:
    return _LOST.sub(lambda match: match[1] or "f", word)


def _places(word: str) -> Iterable[int]:
    return range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)


def _is_near(part: str, words: Iterable[str]) -> bool:
    if len(part) < SHORTEST_WRONG:
        return False
    most = max(1, forgiven(part))
    return any(slips_between(part, other, most) <= most for other in words if len(other) > SHORTEST_WRONG)
