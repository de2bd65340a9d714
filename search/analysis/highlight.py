"""Marks on the original text what a question found in it, and cuts the best passage out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from search.analysis import Analysis
from search.analysis.latin import joins, runs
from search.analysis.normalise import Normal, normalise_with_offsets
from search.analysis.segment import FUNCTION_CHARACTERS
from search.analysis.stem import stem
from search.query import ParsedText

WINDOW = 120  # characters of a snippet
LONGEST_WORD = 30  # characters of it that a snippet gives up rather than cut it
ELLIPSIS = "…"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marks:
    """What to look for: literal needles, the longest first, and stems of English words.

    `inside` are pairs of characters and words inside wordings: marked where nothing else is.

    Needles and texts are both normalised, so 軟體 finds 软件 and ＬｉＦｅＰＯ４ finds LiFePO4.
    """

    phrases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    stems: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.phrases or self.words or self.inside or self.stems)


NOTHING = Marks()


def marks(text: ParsedText, analysis: Analysis, expanded: Sequence[str] = (), *, in_parts: bool = False) -> Marks:
    """What a parsed question marks: its words, or those of grammar where it has no other.

    `expanded` are terms the answer was widened by. `in_parts`, where some of the words are enough: the words inside
    long ones too (烟气 and 余热 of 烟气余热), and those of the terms it was widened by.
    """
    phrases: list[str] = []
    words: list[str] = []
    inside: list[str] = []
    stems: list[str] = []
    cuts = [(clause, analysis.cut(clause.text)) for clause in text.clauses if not clause.negated]
    says_something = any(cut.words or cut.singles for _clause, cut in cuts)
    for clause, cut in cuts:
        is_grammar = not (cut.words or cut.singles)
        if clause.kind == "word" and is_grammar and says_something:
            continue  # the "of" of a question stands in every English text
        phrases.append(_plain(clause.text))
        words += cut.words
        words += cut.singles if not cut.words else ()
        inside += filter(_tells, cut.bigrams)
        stems += cut.english
    phrases += [figure + unit for figure, unit in pairwise(phrases) if joins(figure, unit)]
    phrases += map(_plain, expanded)
    if in_parts:
        words += [part for word in words for part in analysis.tokens(word).words if _tells(part) or len(part) > 2]
        words += (word for term in expanded for word in analysis.cut(term).words)
        inside += (word for term in expanded for word in analysis.tokens(term).words if not word.isascii())
    return Marks(_needles(phrases), _needles(words), _needles(inside), frozenset(stems))


def _tells(pair: str) -> bool:
    """Whether a pair of characters may show why a row was found; one across the border of a word does not."""
    return len(pair) == 2 and not pair.isascii() and not FUNCTION_CHARACTERS.intersection(pair)


def _plain(text: str) -> str:
    return normalise_with_offsets(text).text.strip()


def _needles(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({needle for needle in found if needle.strip()}, key=lambda needle: (-len(needle), needle)))


def highlight(text: str, wanted: Marks) -> str:
    """The whole text as HTML: escaped first, then `<mark>` around what was found."""
    return _render(text, _spans(normalise_with_offsets(text), wanted), (0, len(text)))


def snippet(text: str, wanted: Marks, *, width: int = WINDOW, weights: Mapping[str, float] | None = None) -> str:
    """The passage of at most `width` characters with most of what was asked for, as HTML.

    Distinct finds count once, by `weights` (an inverse document frequency for a token) or by the square
    root of their length.
    """
    spans = _spans(normalise_with_offsets(text), wanted)
    begin, end = _between_words(text, *_best_window(text, spans, width, weights or {}))
    inside = [(max(a, begin), min(b, end)) for a, b in spans if a < end and b > begin]
    body = _render(text, inside, (begin, end)).strip()
    return (ELLIPSIS if begin > 0 else "") + body + (ELLIPSIS if end < len(text) else "")


def _spans(normal: Normal, wanted: Marks) -> list[Span]:
    """Spans in the original text, in order and apart: phrases first, then words, then what is inside them.

    That counts only where no word was found at all: a lone pair inside another word is noise.
    """
    taken = bytearray(len(normal.text))
    for needles in (wanted.phrases, wanted.words):
        for needle in needles:
            _take(normal.text, needle, taken)
    if wanted.stems:
        for run in runs(normal.text):
            if not run.is_han and run.text not in wanted.stems and stem(run.text) in wanted.stems:
                taken[run.start : run.end] = b"\x01" * (run.end - run.start)
    if not any(taken):
        for needle in wanted.inside:
            _take(normal.text, needle, taken)
    return _joined(normal, taken)


def _take(text: str, needle: str, taken: bytearray) -> None:
    is_latin = needle[0].isascii() and needle[0].isalnum()
    place = text.find(needle)
    while place >= 0:
        end = place + len(needle)
        if not (is_latin and _inside_word(text, place, end)):
            taken[place:end] = b"\x01" * len(needle)
        place = text.find(needle, place + 1)


def _inside_word(text: str, begin: int, end: int) -> bool:
    """Whether a Latin needle is a part of a longer Latin word: `ion` in `station`."""
    before = text[begin - 1 : begin]
    after = text[end : end + 1]
    return (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())


def _joined(normal: Normal, taken: bytearray) -> list[Span]:
    spans: list[Span] = []
    place = 0
    while (begin := taken.find(1, place)) >= 0:
        end = taken.find(0, begin)
        place = len(taken) if end < 0 else end
        first, last = normal.span(begin, place)
        if spans and first <= spans[-1][1]:
            first, last = spans.pop()[0], max(last, first)
        spans.append((first, last))
    return spans


def _best_window(text: str, spans: list[Span], width: int, weights: Mapping[str, float]) -> Span:
    if len(text) <= width:
        return 0, len(text)
    best, best_worth = (0, width), -1.0
    for first, _last in spans:
        begin = max(0, min(first - width // 4, len(text) - width))
        begin = _after_stop(text, begin, first)
        inside = {text[a:b].lower() for a, b in spans if a >= begin and b <= begin + width}
        worth = sum(weights.get(found, math.sqrt(len(found))) for found in inside)
        if worth > best_worth:
            best, best_worth = (begin, min(len(text), begin + width)), worth
    return best


def _between_words(text: str, begin: int, end: int) -> Span:
    """The window without the piece of a Latin word at either edge; what is longer than any word is cut all the same."""
    first = next((place for place in range(begin, min(begin + LONGEST_WORD, end)) if not _inside(text, place)), begin)
    last = next((place for place in range(end, max(end - LONGEST_WORD, first), -1) if not _inside(text, place)), end)
    return first, last


def _inside(text: str, place: int) -> bool:
    """Whether a place lies between two characters of one Latin word."""
    around = text[place - 1 : place + 1] if place else ""
    return len(around) == 2 and around.isascii() and around.isalnum()


def _after_stop(text: str, begin: int, first: int) -> int:
    """Begin after a full stop or comma when one lies between; a sentence reads better from its start."""
    stop = max(text.rfind(mark, begin, first) for mark in "。；;！？，,.")
    return stop + 1 if stop >= 0 and begin > 0 else begin


def _render(text: str, spans: Sequence[Span], window: Span) -> str:
    begin, end = window
    parts: list[str] = []
    for first, last in spans:
        if last > first:
            parts += [escape(text[begin:first]), "<mark>", escape(text[first:last]), "</mark>"]
            begin = last
    return "".join(parts) + escape(text[begin:end])
