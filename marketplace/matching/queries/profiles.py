"""A need and a listing in one shape, so that both directions are scored by the same function."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from marketplace.core.text import Text
from marketplace.listings.queries import ListingFeatures
from marketplace.needs.queries import NeedFeatures
from marketplace.taxonomy import queries as taxonomy
from search.analysis import Analysis
from search.analysis.lexicon import NO_LEXICON, Lexicon
from search.analysis.normalise import normalise
from search.analysis.synonyms import WEIGHTS
from search.analysis.terms import is_latin
from search.similar import terms_of

LANGUAGES = ("zh", "en")
EQUAL = WEIGHTS["equal"]
_IN_CAPITALS = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]+(?![A-Za-z0-9])")
KEPT = 2_000  # texts are cut once per version; cutting one takes about a millisecond


@dataclass(frozen=True)
class Profile:
    """What is compared of one record; a level is nothing without its scale, money is in fen.

    `words` are the terms of the text by language with their number, `keywords` each keyword with its words,
    `plain` the text by language as it is compared with keywords. `money` is the upper end of a budget or the
    lower end of a price. `also` holds what the lexicon knows as another word for a term of the record, and
    `translated` what it knows for a term in the other language. `titled` are the languages of the title, and
    `named` the terms of title and keywords: what the record is about, and not only said on the way. `whole` are the
    keywords and the words that stand by themselves: 感器 is a piece of 互感器 and of 传感器 and says nothing. `spelled`
    are the names in capitals as they are written, ORC for orc.
    """

    words: Mapping[str, Counter[str]]
    keywords: Mapping[str, tuple[str, ...]]
    plain: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    translated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titled: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    spelled: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    scale: str | None = None
    level: int | None = None
    modes: tuple[str, ...] = ()
    money: int | None = None
    region: str | None = None

    def terms(self, languages: tuple[str, ...] = LANGUAGES) -> Counter[str]:
        """The terms in these languages together."""
        counts: Counter[str] = Counter()
        for language in languages:
            counts.update(self.words.get(language, Counter()))
        return counts

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the record has words of; a keyword in Latin letters is English in a Chinese text too."""
        return tuple(language for language in LANGUAGES if self.words.get(language))

    def stands(self, term: str, languages: tuple[str, ...]) -> bool:
        """Whether the text has a normalised term; a Latin one is none as a part of a longer word."""
        return any(is_within(term, self.plain.get(language, "")) for language in languages)

    def is_foreign_to(self, other: Profile) -> bool:
        """Whether no language has both titles; a remark in another language does not make a text bilingual."""
        return bool(self.titled and other.titled) and not set(self.titled) & set(other.titled)


def is_within(term: str, text: str) -> bool:
    """Whether a normalised text has a term; a Latin one is none as a part of a longer word."""
    if term not in text or not is_latin(term):
        return term in text
    return re.search(rf"(?<![a-z0-9]){re.escape(term)}(?![a-z0-9])", text) is not None


def need_profile(need: NeedFeatures, analysis: Analysis, lexicon: Lexicon = NO_LEXICON) -> Profile:
    """A need: what it speaks of, wants and can pay."""
    return _reader(analysis, lexicon).need(need)


def listing_profile(listing: ListingFeatures, analysis: Analysis, lexicon: Lexicon = NO_LEXICON) -> Profile:
    """A listing: what it speaks of, how far it is, and on which terms it is offered."""
    return _reader(analysis, lexicon).listing(listing)


@lru_cache(maxsize=2)
def _reader(analysis: Analysis, lexicon: Lexicon) -> _Reader:
    """Of the words of today, with and without the lexicon; what was read by those before goes with them."""
    return _Reader(analysis, lexicon)


class _Reader:
    """Reads records by one analysis and one lexicon, each version of a record once."""

    def __init__(self, analysis: Analysis, lexicon: Lexicon) -> None:
        self._analysis, self._lexicon = analysis, lexicon
        self.need = lru_cache(KEPT)(self._need)
        self.listing = lru_cache(KEPT)(self._listing)
        self._in_the_other_language = lru_cache(20_000)(self._translated)

    def _need(self, need: NeedFeatures) -> Profile:
        budget = need.budget_max_fen if need.budget_max_fen is not None else need.budget_min_fen
        return replace(
            self._spoken(need.texts, need.keywords), fields=need.field_codes,
            technologies=need.technology_codes, scale=need.maturity_scale, level=need.maturity_level,
            modes=need.cooperation_modes, money=budget, region=need.region_code,
        )  # fmt: skip

    def _listing(self, listing: ListingFeatures) -> Profile:
        return replace(
            self._spoken(listing.texts, listing.keywords), fields=listing.field_codes,
            technologies=listing.technology_codes, scale=listing.maturity_scale, level=listing.maturity_level,
            modes=_conversion_modes(listing.deal_modes), money=listing.price_min_fen, region=listing.region_code,
        )  # fmt: skip

    def _spoken(self, texts: tuple[Text, ...], keywords: tuple[str, ...]) -> Profile:
        """A profile of the wording alone; a keyword belongs to the language it is written in.

        Stop terms stand in texts of every field: two records that share one have nothing in common.
        """
        passages = {
            language: [p for text in texts if text and (p := getattr(text, language))] for language in LANGUAGES
        }
        for keyword in keywords:
            passages["en" if keyword.isascii() else "zh"].append(keyword)
        words = {language: self._telling(terms_of(said, self._analysis)) for language, said in passages.items()}
        phrases = {normalise(word): self._analysis.cut(word).words for word in keywords}
        terms = list(dict.fromkeys((*phrases, *chain.from_iterable(words.values()))))
        said = list(chain.from_iterable(passages.values()))
        title = [part for part in (texts[0].zh, texts[0].en) if part] if texts and texts[0] else []
        return Profile(
            words,
            phrases,
            {language: normalise("\n".join(said)) for language, said in passages.items()},
            also={term: others for term in terms if (others := self._equal(term))},
            # An English term of several words is met from the Chinese side.
            translated={term: others for term in terms if (others := self._in_the_other_language(term))},
            titled=tuple(language for language in LANGUAGES if texts and texts[0] and getattr(texts[0], language)),
            named=frozenset((*phrases, *terms_of((*title, *keywords), self._analysis))),
            whole=frozenset((*phrases, *chain.from_iterable(self._analysis.cut(passage).words for passage in said))),
            spelled={name.lower(): name for passage in said for name in _IN_CAPITALS.findall(passage)},
        )

    def _telling(self, counts: Counter[str]) -> Counter[str]:
        return Counter({term: counts[term] for term in counts if not self._lexicon.is_stop_term(term)})

    def _equal(self, term: str) -> tuple[str, ...]:
        """Equal words and abbreviations only: a narrower term is another thing."""
        alternatives = self._lexicon.synonyms.alternatives(term)
        equal = [normalise(text) for text, weight in alternatives if weight >= EQUAL]
        return tuple(text for text in equal if text != term)

    def _translated(self, term: str) -> tuple[str, ...]:
        """What texts of many records say for a term; for an English word also what it is aligned with."""
        translation = self._lexicon.translation
        found = translation.alternatives(term) or (translation.aligned(term) if is_latin(term) else ())
        return tuple(normalise(text) for text, _weight in found)


def _conversion_modes(deal_modes: tuple[str, ...]) -> tuple[str, ...]:
    """Kinds of deals as needs name them (the statute's ways of conversion)."""
    terms = [taxonomy.code("deal_mode", code) for code in deal_modes]
    return tuple(dict.fromkeys(str(term.facts["conversion_mode"]) for term in terms if term))
