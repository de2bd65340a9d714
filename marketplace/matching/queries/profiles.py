"""A need and a listing in one shape, so that both directions are scored by the same function."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
KEPT = 2_000  # texts are cut once per version; cutting one takes about a millisecond


@dataclass(frozen=True)
class Profile:
    """What is compared of one record; a level is nothing without its scale, money is in fen.

    `words` are the terms of the text by language with their number, `keywords` each keyword with its words,
    `plain` the text by language as it is compared with keywords. `money` is the upper end of a budget or the
    lower end of a price. `also` holds what the lexicon knows as another word for a term of the record.
    """

    words: Mapping[str, Counter[str]]
    keywords: Mapping[str, tuple[str, ...]]
    plain: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
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
        """The languages the record is written in."""
        return tuple(language for language in LANGUAGES if self.words.get(language))

    def stands(self, term: str, languages: tuple[str, ...]) -> bool:
        """Whether the text has a normalised term; a Latin one is none as a part of a longer word."""
        texts = [self.plain[language] for language in languages if term in self.plain.get(language, "")]
        if not texts or not is_latin(term):
            return bool(texts)
        apart = re.compile(rf"(?<![a-z0-9]){re.escape(term)}(?![a-z0-9])")
        return any(apart.search(text) for text in texts)


@lru_cache(maxsize=KEPT)
def need_profile(need: NeedFeatures, analysis: Analysis, lexicon: Lexicon = NO_LEXICON) -> Profile:
    """A need: what it speaks of, wants and can pay."""
    budget = need.budget_max_fen if need.budget_max_fen is not None else need.budget_min_fen
    return Profile(
        *_wording(need.texts, need.keywords, analysis, lexicon), fields=need.field_codes,
        technologies=need.technology_codes, scale=need.maturity_scale, level=need.maturity_level,
        modes=need.cooperation_modes, money=budget, region=need.region_code,
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def listing_profile(listing: ListingFeatures, analysis: Analysis, lexicon: Lexicon = NO_LEXICON) -> Profile:
    """A listing: what it speaks of, how far it is, and on which terms it is offered."""
    return Profile(
        *_wording(listing.texts, listing.keywords, analysis, lexicon), fields=listing.field_codes,
        technologies=listing.technology_codes, scale=listing.maturity_scale, level=listing.maturity_level,
        modes=_conversion_modes(listing.deal_modes), money=listing.price_min_fen, region=listing.region_code,
    )  # fmt: skip


def _wording(
    texts: tuple[Text, ...], keywords: tuple[str, ...], analysis: Analysis, lexicon: Lexicon
) -> tuple[dict[str, Counter[str]], dict[str, tuple[str, ...]], dict[str, str], dict[str, tuple[str, ...]]]:
    """Words, keywords, plain text and other words; a keyword belongs to the language it is written in.

    Stop terms stand in texts of every field: two records that share one have nothing in common.
    """
    words, plain = {}, {}
    for language in LANGUAGES:
        passages = [passage for text in texts if text and (passage := getattr(text, language))]
        passages += [word for word in keywords if word.isascii() == (language == "en")]
        counts = terms_of(passages, analysis)
        words[language] = Counter({term: counts[term] for term in counts if not lexicon.is_stop_term(term)})
        plain[language] = normalise("\n".join(passages))
    phrases = {normalise(word): analysis.cut(word).words for word in keywords}
    return words, phrases, plain, _also({*phrases, *chain.from_iterable(words.values())}, lexicon)


def _also(terms: Iterable[str], lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """Equal words and abbreviations only: a narrower term is another thing."""
    found = {}
    for term in terms:
        equal = [normalise(text) for text, weight in lexicon.synonyms.alternatives(term) if weight >= EQUAL]
        if others := tuple(text for text in equal if text != term):
            found[term] = others
    return found


def _conversion_modes(deal_modes: tuple[str, ...]) -> tuple[str, ...]:
    """Kinds of deals as needs name them (the statute's ways of conversion)."""
    terms = [taxonomy.code("deal_mode", code) for code in deal_modes]
    return tuple(dict.fromkeys(str(term.facts["conversion_mode"]) for term in terms if term))
