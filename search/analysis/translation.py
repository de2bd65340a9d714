"""Query-time translation: Chinese and English terms that stand for each other, from pairs that people wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass

from search.analysis.terms import is_latin, key

WEIGHT = 0.7  # of the best translation; rarer ones count less
MAX_TRANSLATIONS = 4
# Word alignment: an English and a Chinese word that stand in the same pairs often enough belong together.
LEAST_DICE = 0.25
LEAST_PAIRS = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """A Chinese and an English term, how many texts say so, and the factor an editor gives it."""

    zh: str
    en: str
    count: int = 1
    weight: float = 1.0


class Translation:
    """Looks up translations of a term, and of a single English word that no pair has by itself.

    `words` cuts a Chinese term into words; without it single words are not aligned. Equal rows give equal
    answers, in whatever order they come.
    """

    def __init__(self, pairs: Iterable[Pair] = (), words: Callable[[str], Iterable[str]] | None = None) -> None:
        self._words = words
        self._by_term: dict[str, list[Pair]] = {}
        self._by_word: dict[str, list[Pair]] = {}
        self._taken: Mapping[tuple[str, str], int] = {}
        chinese: list[str] = []
        for pair in pairs:
            zh, en = key(pair.zh), key(pair.en)
            if not zh or not en or is_latin(zh) or not is_latin(en):
                continue
            self._by_term.setdefault(en, []).append(pair)
            self._by_term.setdefault(zh, []).append(pair)
            for word in set(en.split()):
                self._by_word.setdefault(word, []).append(pair)
            chinese.append(zh)
        self._chinese = "\n".join(chinese)

    def without(self, pairs: Iterable[tuple[str, str]]) -> Translation:
        """The same translation as if some (zh, en) had been said one time less, for honest measurement."""
        other = copy(self)
        other._taken = Counter((key(zh), key(en)) for zh, en in pairs)
        return other

    def _count(self, pair: Pair) -> float:
        taken = self._taken.get((key(pair.zh), key(pair.en)), 0) if self._taken else 0
        return max(0, pair.count - taken) * pair.weight

    def alternatives(self, term: str) -> tuple[tuple[str, float], ...]:
        """(translation, weight) of a term in either language, the most frequent first, at most four."""
        wanted = key(term)
        points: dict[str, float] = {}
        written: dict[str, Pair] = {}
        for pair in self._by_term.get(wanted, ()):
            other = key(pair.en) if key(pair.zh) == wanted else key(pair.zh)
            points[other] = points.get(other, 0.0) + self._count(pair)
            written[other] = max(written.get(other, pair), pair, key=lambda p: (p.count, p.zh, p.en))
        texts = {
            (written[other].en if is_latin(other) else written[other].zh): count
            for other, count in points.items()
            if count > 0
        }
        return _weighed(texts)

    def aligned(self, word: str) -> tuple[tuple[str, float], ...]:
        """(Chinese word, weight) for one English word, by the company both keep (Dice's coefficient)."""
        if self._words is None:
            return ()
        pairs = [pair for pair in self._by_word.get(key(word), ()) if self._count(pair) > 0]
        together = Counter(part for pair in pairs for part in set(self._words(pair.zh)) if _is_word(part))
        dice = {
            part: 2 * count / (len(pairs) + self._chinese.count(part))
            for part, count in together.items()
            if count >= LEAST_PAIRS
        }
        return _weighed({part: value for part, value in dice.items() if value >= LEAST_DICE})


def _is_word(part: str) -> bool:
    return len(part) > 1 and not is_latin(part)


def _weighed(points: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    best = sorted(points.items(), key=lambda item: (-item[1], item[0]))[:MAX_TRANSLATIONS]
    return tuple((text, round(WEIGHT * (value / best[0][1]) ** 0.5, 3)) for text, value in best)


NO_TRANSLATION = Translation()
