"""How a question may have been meant: terms that sound the same, and words a slip or two away, put in its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Select, String, and_, any_, bindparam, func, or_, select

from marketplace.core import indexing
from marketplace.core.unit import session
from marketplace.discovery.models.suggestions import SuggestTerm
from marketplace.discovery.queries.suggestions import words_norm
from marketplace.discovery.queries.vocabulary import KINDS, SHORTEST, WORD, Near, Vocabulary, runs, suggested
from marketplace.lexicon import queries as lexicon
from marketplace.matching.queries.frequencies import frequencies
from search.analysis.latin import STOP_WORDS, UNITS
from search.analysis.normalise import normalise
from search.analysis.pinyin import one_slip_apart, sound
from search.analysis.wordlist import is_english
from search.query import ParsedText

LONGEST_QUESTION = 60  # characters; a longer question is running text, and no single term is its mistake
LONGEST_WINDOW = 12  # characters of a term inside a longer part
SHORTEST_WINDOW = 3  # shorter pieces of a longer part sound like too many words
# Characters that must be there before one of them may be wrong; of three Chinese ones another makes another word.
SHORTEST_SLIP = {"norm": 4, "pinyin": 6}
MOST_CANDIDATES = 50
SHORT_NAME = 6  # letters up to which capitals inside a word make it an abbreviation or a formula
NO_INITIALS = UNITS | STOP_WORDS
_UNIT = re.compile("[㐀-鿿]|[a-z0-9]+")
_HAN = re.compile("[㐀-鿿]")
_BY_LIKE = re.compile(r"[\\%_]")  # what LIKE would not take as it stands
_LATIN = re.compile("[A-Za-z0-9]+")


@dataclass(frozen=True)
class Window:
    """A piece of the question, how it is typed, and whether it may also be initials."""

    text: str
    pinyin: str
    letters: bool


def corrected(text: ParsedText) -> list[str]:
    """The question with one piece, or its English words, put right, likeliest first.

    Nothing for what is too long or already a term.
    """
    source = normalise(text.source)
    typed = [clause.text for clause in text.clauses if clause.kind == "word" and not clause.negated]
    parts = [normalise(part) for part in typed]
    if not parts or len(source) > LONGEST_QUESTION:
        return []
    if len(parts) > 1 and len(parts) == len(text.clauses):
        parts.append(source)  # pinyin typed syllable by syllable, or a term torn apart
    known = suggested() if WORD.search(source) else Vocabulary({}, {})
    if found := _by_sound(parts, known):
        return _put_right(source, found)
    unknown = _unknown(_words(typed), known)
    if (english := _in_english(source, unknown, known)) != source:
        return [english]
    return _put_right(source, _by_slip(parts, unknown))


def _put_right(source: str, found: Iterable[tuple[str, str]]) -> list[str]:
    others = dict.fromkeys(source.replace(piece, term, 1) for piece, term in found)
    return [other for other in others if other != source]


def _words(typed: Iterable[str]) -> set[str]:
    """The words that may be misspelt: no figures, no capitals but the first, unless the word is long."""
    pieces = (piece for part in typed for piece in _LATIN.findall(part))
    return {
        piece.lower()
        for piece in pieces
        if len(piece) >= SHORTEST and piece.isalpha() and (piece[1:].islower() or len(piece) > SHORT_NAME)
    }


def _unknown(words: Collection[str], known: Vocabulary) -> set[str]:
    """Those of the words that no suggestion has, nor English, nor the lexicon, nor the texts of two records."""
    terms = lexicon.current(indexing.words)
    unknown = {word for word in words if not known.knows(word) and not terms.is_stop_term(word)} - STOP_WORDS
    unknown = {word for word in unknown if not is_english(word)}
    if not unknown:
        return unknown
    said = frequencies(unknown).records
    return {
        word
        for word in unknown
        if said.get(word, 0) < 2 and not terms.alternatives(word) and not terms.word_alternatives(word)
    }


def _in_english(source: str, unknown: Collection[str], known: Vocabulary) -> str:
    """The question with each of the unknown words replaced by the likeliest known one, if there is any."""
    near = {word: found for word in unknown if (found := known.near(word))}
    meant: dict[str, str] = {}
    for run in runs(words_norm(source)):
        for place, word in enumerate(run):
            if word in near:
                before = meant.get(run[place - 1], run[place - 1]) if place else ""
                meant[word] = _likeliest(near[word], before, "".join(run[place + 1 : place + 2]), known)
    return WORD.sub(lambda match: meant.get(match.group(), match.group()), source)


def _likeliest(near: Sequence[Near], before: str, after: str, known: Vocabulary) -> str:
    """The nearest word; among those the one that is known beside its neighbours, then the most frequent."""

    def rank(one: Near) -> tuple[int, bool, int]:
        beside = (before, one.word) in known.pairs or (one.word, after) in known.pairs
        return one.slips, not beside, -one.count

    return min(near, key=rank).word


def _by_sound(parts: Sequence[str], known: Vocabulary) -> list[tuple[str, str]]:
    """Pieces that sound like a term but are none; the longest piece first, then by weight of the term."""
    windows = list(dict.fromkeys(window for part in parts for window in _windows(part, known)))
    if sum(part.isascii() for part in parts) > 1:  # among English words a short one is no initials: we, our
        windows = [replace(window, letters=False) for window in windows]
    typed = {
        "sounds": [window.pinyin for window in windows],
        "initials": [window.pinyin for window in windows if window.letters],
    }
    rows = list(session().execute(_SOUNDS, typed))
    terms = {row.norm for row in rows}
    pairs = [
        (window.text, row.text)
        for window in sorted(windows, key=lambda window: -len(window.text))
        if not any(words_norm(window.text) in term for term in terms)
        for row in rows
        if row.pinyin == window.pinyin or (window.letters and row.initials == window.pinyin)
    ]
    return list(dict.fromkeys(pairs))


def _windows(part: str, known: Vocabulary) -> Iterator[Window]:
    """The part itself, and the runs of characters inside it that are long enough to be told apart by sound."""
    units = list(_UNIT.finditer(part))
    syllables = sound(part).syllables
    if len(units) != len(syllables):
        return
    for start in range(len(units)):
        for end in range(start + 1, min(start + LONGEST_WINDOW, len(units)) + 1):
            whole = (start, end) == (0, len(units))
            if whole or end - start >= SHORTEST_WINDOW:
                piece = part if whole else part[units[start].start() : units[end - 1].end()]
                letters = whole and end == 1 and piece.isascii() and piece not in NO_INITIALS and not known.knows(piece)
                yield Window(piece, "".join(syllables[start:end]), letters)


def _by_slip(parts: Sequence[str], unknown: Collection[str]) -> list[tuple[str, str]]:
    """Parts in which one character, or one letter of their pinyin, is wrong; a term and words in a row are right."""
    pairs: list[tuple[str, str]] = []
    terms = lexicon.current(indexing.words)
    for part in parts:
        if terms.alternatives(part) or _is_words(part):
            continue
        typed = {"pinyin": sound(part).full}
        if _HAN.search(part):
            typed["norm"] = words_norm(part)
        elif not any(word in unknown for word in WORD.findall(part)):
            continue
        typed = {name: text for name, text in typed.items() if len(text) >= SHORTEST_SLIP[name]}
        rows = _halves_equal(part, typed) if typed else []
        if not any(row.norm == words_norm(part) for row in rows):
            near = [row for name, text in typed.items() for row in rows if one_slip_apart(getattr(row, name), text)]
            pairs += [(part, row.text) for row in near if _is_writing_of(part, row.text)]
    return list(dict.fromkeys(pairs))


def _is_words(part: str) -> bool:
    """Whether the dictionary knows every character of a Chinese part as one of a word: 清洗 is no slip for 氢气."""
    cut = indexing.backend().analysis.cut(part)
    return bool(_HAN.search(part) and cut.words) and not cut.singles


def _is_writing_of(part: str, term: str) -> bool:
    """Whether the part may be a term with a wrong character: a Chinese one is no word of Latin letters."""
    return not _HAN.search(part) or bool(_HAN.search(term))


def _halves_equal(part: str, typed: Mapping[str, str]) -> list[Any]:
    """One slip leaves the first or the second half of a text whole: that finds the candidates."""
    given: dict[str, str | int] = {"part": words_norm(part)}
    for name, text in typed.items():
        half = len(text) // 2
        begins, ends = _BY_LIKE.sub(r"\\\g<0>", text[:half]), _BY_LIKE.sub(r"\\\g<0>", text[:half:-1])
        given |= {f"{name}_length": len(text), f"{name}_begins": f"{begins}%", f"{name}_ends": f"{ends}%"}
    return list(session().execute(_slips(tuple(typed)), given))


# Statements are built once: to build them takes longer than to ask them, and many questions have few hits.
_TERMS = (
    select(SuggestTerm.text, SuggestTerm.norm, SuggestTerm.pinyin, SuggestTerm.initials)
    .where(SuggestTerm.kind.in_(KINDS), or_(SuggestTerm.kind != "term", SuggestTerm.target == ""))
    .limit(MOST_CANDIDATES)
)
_SOUNDS = _TERMS.where(
    or_(
        SuggestTerm.pinyin == any_(bindparam("sounds", type_=ARRAY(String))),
        SuggestTerm.initials == any_(bindparam("initials", type_=ARRAY(String))),
    )
).order_by(SuggestTerm.weight.desc(), SuggestTerm.norm)


@cache
def _slips(names: tuple[str, ...]) -> Select[str, str, str, str]:
    """The weightiest terms near the text typed into each of the columns; one that is the part itself is never cut."""
    itself = SuggestTerm.norm == bindparam("part", type_=String)
    return _TERMS.where(or_(*map(_half_equal, names))).order_by(
        itself.desc(), SuggestTerm.weight.desc(), SuggestTerm.norm
    )


def _half_equal(name: str) -> ColumnElement[bool]:
    """A half of the column is equal, and its length differs by one at most: both halves leave out one character."""
    column = getattr(SuggestTerm, name)
    begins, ends = bindparam(f"{name}_begins", type_=String), bindparam(f"{name}_ends", type_=String)
    longer = func.char_length(column) - bindparam(f"{name}_length", type_=Integer)
    return and_(longer.between(-1, 1), or_(column.like(begins), func.reverse(column).like(ends)))
