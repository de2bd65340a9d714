"""English terms that are worth suggesting: those of lexicon, keywords and titles that find a listing, spelt right."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import select

from marketplace.core import indexing
from marketplace.core.unit import session
from marketplace.discovery.queries.suggestions import words_norm
from marketplace.discovery.queries.vocabulary import WORD, Vocabulary, runs, suggested
from marketplace.discovery.service.misprints import FREQUENT, Misprints
from marketplace.lexicon import queries as lexicon
from marketplace.lexicon.models import SynonymTerm, TermPair
from marketplace.listings import queries as listings
from marketplace.listings.queries import ListingFeatures, PublicWords
from search.analysis import latin
from search.analysis.latin import STOP_WORDS
from search.analysis.lexicon import TRANSLATION, Lexicon
from search.analysis.normalise import normalise
from search.analysis.synonyms import Synonym, Synonyms
from search.analysis.terms import is_latin, key
from search.analysis.translation import Pair, Translation

BATCH = 500
ENOUGH_LISTINGS = 2  # that have a word which is no term by itself
ENOUGH_TITLES = 2  # that have such a word when no term has it
SHORTEST_WORD = 3  # letters
LONG_TERM = 3  # characters of a Chinese term that says as much as two English words
SAID_TWICE = 2  # papers that translate a shorter one so
_KEYWORD = re.compile(r"(?=.*[A-Za-z].*[A-Za-z])[\w(].{1,39}")
_PLURAL = re.compile(r"(?<![suia])s$")
_WITHIN = re.compile("[a-z0-9]{2}")
# Pairs are read from papers: some hold line numbers, names of authors, brackets without an end.
_TERM = re.compile(r"(?!the |an? )(?=.{2,40}$)(?=.*[A-Za-z]{2})[A-Za-z0-9]+(?:[ /'-][A-Za-z0-9]+){0,5}")


@dataclass(frozen=True)
class Term:
    """An English term, how many listings it finds, and the only one of them if there is no other."""

    text: str
    listings: int
    only_listing: str | None


@dataclass
class Seen:
    """What was found in the listings so far: by the key of each term, by word, and of words without their blank."""

    listings: Counter[str] = field(default_factory=Counter)
    last: dict[str, str] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    parted: Counter[tuple[str, str]] = field(default_factory=Counter)


class Finder:
    """Finds terms in listings: literally, and by what the lexicon has for them in Chinese.

    It is stricter than the engine, which takes the words of a term in any order: what it finds has hits. `texts` says
    how many papers have a pair of a Chinese and an English term, by their keys.
    """

    def __init__(self, terms: Iterable[str], words: Lexicon, texts: Mapping[tuple[str, str], int]) -> None:
        self._own: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._others: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for term in terms:
            if one := key(term):
                parts = tuple(one.split())
                self._own[parts[0]].add(parts)
                for other in _others(term, one, words, texts):
                    self._others[other[:2]].add((other, one))

    def found(self, plain: str) -> set[str]:
        """Keys of the terms that the text of a listing has."""
        keys: set[str] = set()
        for stretch in _stretches(plain):
            for place, part in enumerate(stretch):
                for parts in self._own.get(part, ()):
                    if stretch[place : place + len(parts)] == parts:
                        keys.add(" ".join(parts))
        for place in range(len(plain) - 1):
            for other, one in self._others.get(plain[place : place + 2], ()):
                if plain.startswith(other, place) and _is_whole(plain, place, place + len(other)):
                    keys.add(one)
        return keys


def _others(term: str, one: str, words: Lexicon, texts: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """What else finds the listings of a term, as it stands in normalised texts.

    The engine reads no term across `of` or `the`. A single paper calls 模型 an estimation model; whoever asks for one
    does not mean every model.
    """
    if not STOP_WORDS.isdisjoint(WORD.findall(words_norm(term))):
        return
    for other in words.alternatives(term):
        text = normalise(other.text)
        by_chance = len(text) < LONG_TERM and " " in one and texts.get((key(text), one), 0) < SAID_TWICE
        if len(text) > 1 and (other.why != TRANSLATION or not by_chance):
            yield text


def _is_whole(plain: str, begin: int, end: int) -> bool:
    """Whether no Latin word goes on before or after the passage: ddos攻击 is no dos攻击."""
    return not (_WITHIN.match(plain[begin - 1 : begin + 1]) or _WITHIN.match(plain[end - 1 : end + 1]))


def _stretches(plain: str) -> Iterator[tuple[str, ...]]:
    """The Latin words of a text as the keys of terms have them, cut where Chinese stands between."""
    stretch: list[str] = []
    for run in latin.runs(plain):
        if not run.is_han:
            stretch += key(run.text).split()
        elif stretch:
            yield tuple(stretch)
            stretch = []
    yield tuple(stretch)


def plain_text(listing: ListingFeatures) -> str:
    """What everybody reads of a listing, normalised."""
    texts = (part for text in listing.texts for part in (text.zh, text.en) if part)
    return normalise("\n".join((*texts, *listing.keywords)))


def is_keyword(text: str) -> bool:
    """Whether a keyword is an English one that may be suggested."""
    text = text.strip()
    return is_latin(text) and _KEYWORD.fullmatch(text) is not None and text.count("(") == text.count(")")


def all_terms(public: Sequence[PublicWords]) -> list[Term]:
    """Every English term that finds a listing on offer, in one spelling; `public` are the words of these listings."""
    source = _Source(public)
    finder = Finder(source.terms | source.words, source.lexicon, source.texts)
    seen = _seen(finder, source.terms)
    misprints = Misprints(source.vocabulary(seen), seen.words)
    found: dict[str, Term] = {}
    # The last of several spellings is kept: what most keywords write, then staff, then papers.
    for text in sorted(source.terms | source.words, key=lambda text: (*source.rank(text), seen.words[text], text)):
        count = seen.listings[key(text)]
        by_itself = text in source.terms or seen.words[text] >= ENOUGH_LISTINGS
        if count and by_itself and not misprints.stand_in(norm := words_norm(text)):
            found[_singular(norm)] = Term(text, count, seen.last[key(text)] if count == 1 else None)
    return list(found.values())


def _singular(norm: str) -> str:
    """One text for singular and plural; the key of a term joins more, such as production and productivity."""
    return _PLURAL.sub("", re.sub("ies$", "y", norm)).removesuffix("e")


def _seen(finder: Finder, terms: Iterable[str]) -> Seen:
    """Read all listings on offer once. Words that may have lost their blank are looked for with it."""
    seen = Seen()
    joined = {word for term in terms for word in WORD.findall(words_norm(term))}
    last = 0
    while batch := listings.features_after(last, BATCH):
        last = batch[-1].id
        for listing in batch:
            plain = plain_text(listing)
            keys = finder.found(plain)
            seen.listings.update(keys)
            seen.last |= dict.fromkeys(keys, listing.public_id)
            parts = runs(plain)
            seen.words.update({word for run in parts for word in run})
            pairs = {pair for run in parts for pair in pairwise(run)}
            seen.parted.update(pair for pair in pairs if "".join(pair) in joined)
    return seen


class _Source:
    """Where English terms come from: lexicon, keywords and titles."""

    def __init__(self, public: Sequence[PublicWords]) -> None:
        self._pairs = [Pair(*row) for row in session().execute(_PAIRS)]
        synonyms = [Synonym(*row) for row in session().execute(_SYNONYMS)]
        self.lexicon = Lexicon(Synonyms(synonyms), Translation(self._pairs))
        self.texts = _texts(self._pairs)
        self._papers: Counter[str] = Counter()
        for pair in self._pairs:
            self._papers[pair.en] += pair.count
        self._synonyms = {row.term for row in synonyms if row.kind != "never" and is_latin(row.term)}
        self._keywords = Counter(word.strip() for words in public for word in words.keywords if is_keyword(word))
        self._written = Counter[str]()
        for word, count in self._keywords.items():
            self._written[words_norm(word)] += count
        self._titles = [normalise(f"{words.title.zh or ''}\n{words.title.en or ''}") for words in public]
        self.terms = {*filter(_TERM.fullmatch, (*(pair.en for pair in self._pairs), *self._synonyms)), *self._keywords}
        self.words = set(self._single_words())

    def _single_words(self) -> Iterator[str]:
        """Words of keywords and of what staff wrote, and those of titles that end a term, as `under` does not."""
        written = [words_norm(term) for term in (*self._synonyms, *self._keywords)]
        ends = {words[-1] for term in self.terms if (words := WORD.findall(words_norm(term)))}
        titled = Counter(word for title in self._titles for word in set(WORD.findall(title)))
        repeated = {word for word, count in titled.items() if count >= ENOUGH_TITLES}
        for word in {word for term in written for word in WORD.findall(term)} | (ends & repeated):
            if len(word) >= SHORTEST_WORD and word not in STOP_WORDS:
                yield word

    def rank(self, text: str) -> tuple[int, int, bool, int]:
        """How many keywords write a term so, and in the same case, whether staff does, and how many papers do."""
        return self._written[words_norm(text)], self._keywords[text], text in self._synonyms, self._papers[text]

    def vocabulary(self, seen: Seen) -> Vocabulary:
        """How often each word and each pair of words stands in listings and in the lexicon."""
        words, pairs = Counter(seen.words), Counter(seen.parted)
        told = [(pair.en, pair.count) for pair in self._pairs] + [(term, FREQUENT) for term in self._synonyms]
        for text, count in told:
            for run in runs(words_norm(text)):
                words.update(dict.fromkeys(run, count))
                pairs.update(dict.fromkeys(pairwise(run), count))
        for title in self._titles:
            for run in runs(title):
                pairs.update(dict.fromkeys(pairwise(run), 1))
        return Vocabulary(words, pairs)


def terms_of(public_id: str, before: Iterable[str]) -> list[Term]:
    """What one listing brings: its English keywords, and those terms of `before` that it still has."""
    listing = listings.features([public_id]).get(public_id)
    if listing is None or not listing.shown:
        return []
    candidates = {*before, *(word.strip() for word in listing.keywords if is_keyword(word))}
    if not candidates:
        return []
    pairs = [Pair(*row) for row in session().execute(_PAIRS.where(TermPair.en.in_(candidates)))]
    found = Finder(candidates, lexicon.current(indexing.words), _texts(pairs)).found(plain_text(listing))
    misprints = Misprints(suggested(), {})
    return [
        Term(text, 1, public_id)
        for text in sorted(candidates)
        if key(text) in found and not misprints.stand_in(words_norm(text))
    ]


def _texts(pairs: Iterable[Pair]) -> Mapping[tuple[str, str], int]:
    texts: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        texts[key(pair.zh), key(pair.en)] += pair.count
    return texts


_PAIRS = select(TermPair.zh, TermPair.en, TermPair.count, TermPair.weight).where(TermPair.retired.is_(False))
_SYNONYMS = select(SynonymTerm.group, SynonymTerm.term, SynonymTerm.kind).where(SynonymTerm.retired.is_(False))
