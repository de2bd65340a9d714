"""How well a need and a listing fit: six parts between 0 and 1, weighted; pure arithmetic without sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from marketplace.matching.queries.profiles import EQUAL, LANGUAGES, Profile, is_within
from search import similar
from search.similar import FEW_RECORDS, Frequencies

PARTS = ("text", "field", "maturity", "mode", "budget", "region")
# Two texts about the same problem reach a likeness of about 0.18; the best pair of the demonstration data has 0.19.
FULL_LIKENESS = 0.18
TELLING = 0.25  # from here on the wording is a reason; below it chance words of the trade decide
STRONG = 0.8  # from here on the wording needs no field in common
SAME_FIELD = 0.6  # of the value of a key technology in common
LEVELS_TO_ZERO = 4  # a technology four levels below the wish is another project
SAME_PROVINCE = 0.5
SHOWN_TERMS, MISSING_TERMS = 5, 4
COMMON_SHARE = 0.02  # a term that more of the records have is no reason, however much it weighs in a short text
LONGEST_PIECE = 2  # characters: so short a term must stand by itself in one of the texts
SAME = " = "  # between two words for the same thing


@dataclass(frozen=True)
class Part:
    """One part: `value` 0 … 1, `weight` its share of the whole, `case` what was found, `is_reason` whether it speaks
    for the match, `facts` what a sentence about it names, and of the wording how much of the value is telling terms.
    """

    name: str
    value: float
    weight: float
    case: str
    is_reason: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """What the part gives to the score."""
        return self.value * self.weight


@dataclass(frozen=True)
class Score:
    """The parts in their fixed order; their points add up to `value`, 0 … 1."""

    parts: tuple[Part, ...]

    @property
    def value(self) -> float:
        return min(1.0, sum(part.points for part in self.parts))

    @property
    def reasons(self) -> tuple[Part, ...]:
        """What speaks for the match."""
        return tuple(part for part in self.parts if part.is_reason)

    @property
    def short(self) -> tuple[Part, ...]:
        """Parts that leave points: why the score is not higher, the greatest loss first."""
        return tuple(sorted((p for p in self.parts if p.value < 1), key=lambda part: part.points - part.weight))

    def unmet(self, least_reasons: int) -> tuple[str, ...]:
        """The rules of a listed match that the pair breaks: `wording`, `field`, `reasons`; none for a match.

        Enough reasons, among them the wording, and the field unless the wording is strong: terms of trade alone
        make no match, and neither does one word that two fields happen to share.
        """
        named = {part.name: part for part in self.reasons}
        is_strong = "text" in named and named["text"].value >= STRONG
        met = {
            "wording": "text" in named,
            "field": "field" in named or is_strong,
            "reasons": len(named) >= least_reasons,
        }
        return tuple(rule for rule, is_met in met.items() if not is_met)

    def is_match(self, least_reasons: int) -> bool:
        """Whether to list it."""
        return not self.unmet(least_reasons)

    @property
    def nearness(self) -> float:
        """How near the subjects are, 0 … 1, by telling terms and field, whatever the terms of trade.

        0 when they share neither a telling term nor a key technology.
        """
        text, about = self.parts[:2]
        told = text.facts.get("telling", 0.0) * text.weight
        return told + about.points if told or about.case == "technology" else 0.0


def score(need: Profile, listing: Profile, frequencies: Frequencies, weights: Mapping[str, float]) -> Score:
    """Score a pair; the same call for both directions. Weights count in proportion to their sum."""
    total = sum(weights[name] for name in PARTS)
    share = {name: weights[name] / total for name in PARTS}
    return Score(
        (
            text_part(need, listing, frequencies, share["text"]),
            field_part(need, listing, share["field"]),
            _maturity(need, listing, share["maturity"]),
            _mode(need, listing, share["mode"]),
            _budget(need, listing, share["budget"]),
            _region(need, listing, share["region"]),
        )
    )


def text_part(need: Profile, listing: Profile, frequencies: Frequencies, weight: float) -> Part:
    """Likeness of the wording in the languages both are written in; by translated terms when their titles share none.

    A keyword found whole in both counts as a term, and so do, less, two words for the same thing.
    """
    is_foreign = need.is_foreign_to(listing)
    languages = LANGUAGES if is_foreign else tuple(name for name in need.languages if name in listing.languages)
    same = _same(need, listing, languages)
    if is_foreign:
        same |= _translations(need, listing, same)
    if not languages or (is_foreign and not same):
        return Part("text", 0.0, weight, "no_language")
    one = similar.weights(need.terms(languages), frequencies)
    other = similar.weights(listing.terms(languages), frequencies)
    for phrase, rarity in _phrases(need, listing, languages, frequencies).items():
        one[phrase] = other[phrase] = rarity
    if is_foreign:
        _count_in_place(same, one, other)
    else:
        for label, (wanted, offered) in same.items():
            one[label], other[label] = (EQUAL * frequencies.rarity(term) for term in (wanted, offered))
    value = min(1.0, similar.likeness(one, other, frequencies) / FULL_LIKENESS)
    given = {term: one[term] * other[term] for term in one if one[term] and other.get(term)}
    shared = sorted(given, key=lambda term: (-given[term], term))
    spoken = need.whole | listing.whole
    whole = [term for term in shared if len(term) > LONGEST_PIECE or term in spoken or term in same]
    telling = _telling(whole, (need.named, listing.named), same, frequencies)
    met = {wanted for wanted, _offered in same.values()}
    missing = sorted(
        (
            term
            for term in one
            if one[term] and term not in other and term not in met and (len(term) > LONGEST_PIECE or term in need.whole)
        ),
        key=lambda term: (-one[term], term),
    )
    is_reason = value >= TELLING and bool(telling)
    facts = {
        "telling": value * sum(given[term] for term in telling) / sum(given.values()) if telling else 0.0,
        "shared": _by_language(telling, need, SHOWN_TERMS, same),
        "missing": _by_language(missing, need, MISSING_TERMS, {}),
    }
    return Part("text", value, weight, "shared" if is_reason else "few" if telling else "none", is_reason, facts)


def _telling(
    shared: Sequence[str],
    named: tuple[Collection[str], Collection[str]],
    words: Mapping[str, Sequence[str]],
    frequencies: Frequencies,
) -> list[str]:
    """The terms in common that say what the records are about, and those that hold such a term.

    `named` are the terms of title and keywords of either side, `words` those a label is made of; a label says
    nothing new when one of its words is in common as it is or stands in a label before it.
    """
    plain: list[str] = []
    said = set(shared)
    for term in shared:
        if said.isdisjoint(words.get(term, ())):
            plain.append(term)
            said.update(words.get(term, ()))
    telling = {
        term
        for term in plain
        if any(_says_what(word, [word in names for names in named], frequencies) for word in words.get(term, (term,)))
    }
    return [term for term in plain if term in telling or any(is_within(one, term) for one in telling)]


def _says_what(term: str, named: Sequence[bool], frequencies: Frequencies) -> bool:
    """A rare term of one title or keyword, or a longer one of both, like 充电桩; among few records none is common."""
    total = frequencies.total
    is_rare = total < FEW_RECORDS or frequencies.records.get(term, 1) <= COMMON_SHARE * total
    return any(named) and (is_rare or (all(named) and len(term) > 2 and not term.isascii()))


def _by_language(
    terms: list[str], side: Profile, most: int, words: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """The first terms of each language the side is written in, without those that stand inside another one.

    `words` are those a label is made of; a term that is no label is its own word.
    """
    named = {}
    for language in side.languages:
        texts = side.words[language], side.plain[language]
        known = [term for term in terms if any(word in text for word in words.get(term, (term,)) for text in texts)]
        known = known[: 3 * most]
        kept = [term for term in known if not any(term != other and term in other for other in known)]
        named[language] = [_spelled(term, side) for term in kept[:most]]
    return named


def _spelled(term: str, side: Profile) -> str:
    """The term as people write it: abbreviations in capitals."""
    return SAME.join(side.spelled.get(word, word) for word in term.split(SAME))


def _same(need: Profile, listing: Profile, languages: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Words of one side for which the other has another word: label → (word of the need, word of the listing)."""
    pairs = [
        *_other_words(need, listing, languages),
        *((wanted, offered) for offered, wanted in _other_words(listing, need, languages)),
    ]
    return {SAME.join(sorted(pair)): pair for pair in pairs}


def _other_words(side: Profile, other: Profile, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for term, alternatives in side.also.items():
        if side.stands(term, languages) and not other.stands(term, languages):
            yield from ((term, text) for text in alternatives if other.stands(text, languages))


def _translations(need: Profile, listing: Profile, same: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Terms of one side for which the other has a translation, each once: label → (of the need, of the listing)."""
    back = ((text, term) for term, text in _translated(listing, need))
    found: dict[str, tuple[str, str]] = {}
    met = {term for pair in same.values() for term in pair}
    for pair in (*_translated(need, listing), *back):
        if met.isdisjoint(pair):
            found[SAME.join(pair)] = pair
            met.update(pair)
    return found


def _translated(side: Profile, other: Profile) -> Iterator[tuple[str, str]]:
    for term, texts in side.translated.items():
        yield from ((term, text) for text in texts if other.stands(text, LANGUAGES))


def _count_in_place(said: Mapping[str, tuple[str, str]], one: dict[str, float], other: dict[str, float]) -> None:
    """Counts each pair of terms in place of their words, with the weight of the heaviest."""
    for number, side in enumerate((one, other)):
        words = {label: [word for word in side if is_within(word, pair[number])] for label, pair in said.items()}
        heaviest = {label: max((side[word] for word in inside), default=0.0) for label, inside in words.items()}
        for word in set(chain.from_iterable(words.values())):
            del side[word]
        side |= heaviest


def _phrases(need: Profile, listing: Profile, languages: tuple[str, ...], frequencies: Frequencies) -> dict[str, float]:
    """Keywords of either side that stand in both texts as they are, as rare as their rarest word."""
    texts = [[side.plain.get(language, "") for language in languages] for side in (need, listing)]
    found = {}
    for phrase, words in {**need.keywords, **listing.keywords}.items():
        if len(phrase) > 1 and words and all(any(phrase in text for text in side) for side in texts):
            found[phrase] = max(frequencies.rarity(word) for word in words)
    return found


def field_part(need: Profile, listing: Profile, weight: float) -> Part:
    """A key technology in common is worth all, a field in common a part of it."""
    technologies = [code for code in need.technologies if code in listing.technologies]
    fields = [code for code in need.fields if code in listing.fields]
    if technologies:
        return Part("field", 1.0, weight, "technology", True, {"codes": technologies})
    if fields:
        return Part("field", SAME_FIELD, weight, "field", True, {"codes": fields})
    return Part("field", 0.0, weight, "different", facts={"need": need.fields, "listing": listing.fields})


def _maturity(need: Profile, listing: Profile, weight: float) -> Part:
    """Levels are compared on one scale only; what lies above the wish loses nothing."""
    if need.level is None or listing.level is None:
        return Part("maturity", 0.0, weight, "need_silent" if need.level is None else "listing_silent")
    if need.scale != listing.scale:
        return Part("maturity", 0.0, weight, "other_scale")
    gap = max(0, need.level - listing.level)
    facts = {"wanted": need.level, "level": listing.level, "gap": gap}
    value = max(0.0, 1 - gap / LEVELS_TO_ZERO)
    return Part("maturity", value, weight, "below" if gap else "reached", not gap, facts)


def _mode(need: Profile, listing: Profile, weight: float) -> Part:
    if not need.modes or not listing.modes:
        return Part("mode", 0.0, weight, "need_silent" if not need.modes else "listing_silent")
    shared = [code for code in need.modes if code in listing.modes]
    if shared:
        return Part("mode", 1.0, weight, "shared", True, {"codes": shared})
    return Part("mode", 0.0, weight, "different", facts={"need": need.modes, "listing": listing.modes})


def _budget(need: Profile, listing: Profile, weight: float) -> Part:
    """The lowest price against the highest budget; twice the budget is out of reach."""
    if need.money is None or listing.money is None:
        return Part("budget", 0.0, weight, "need_silent" if need.money is None else "listing_silent")
    facts = {"price": listing.money, "budget": need.money}
    if listing.money <= need.money:
        return Part("budget", 1.0, weight, "within", True, facts)
    value = max(0.0, 2 - listing.money / need.money) if need.money > 0 else 0.0
    return Part("budget", value, weight, "above", facts=facts)


def _region(need: Profile, listing: Profile, weight: float) -> Part:
    """Codes are those of the administrative divisions: two digits of the province, then the prefecture."""
    if not need.region or not listing.region:
        return Part("region", 0.0, weight, "need_silent" if not need.region else "listing_silent")
    if need.region == listing.region:
        return Part("region", 1.0, weight, "same", True, {"code": need.region})
    if need.region[:2] == listing.region[:2]:
        return Part("region", SAME_PROVINCE, weight, "province", True, {"code": need.region[:2]})
    return Part("region", 0.0, weight, "different")
