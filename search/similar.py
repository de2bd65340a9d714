"""What texts have in common: their telling terms, how alike they are, and the plan that finds what is like a text."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from search.analysis import Analysis
from search.plan import AnyOf, Constant, In, Node, Not, Plan, Term

KEY_TERMS = 25
COMMON = 0.1  # share of the records from which a term tells nothing
FEW_RECORDS = 100
SAME_CLASS = 3.0  # points for a shared class, on the scale of one telling term: a boost, not a wall
# A text counts as at least this long, in terms nobody else has: one word shared with a bare title proves little.
LEAST_LENGTH = 4.0
_SENTENCE = re.compile(r"[。；;！!？?，,、\n]+|\.(?=\s|$)")
_LETTER = re.compile(r"[^\W\d_]")
# 3组, 二十次: a number with its measure word tells nothing of a trade.
_AMOUNT = re.compile(r"(?:[a-z0-9.]|[一二三四五六七八九十百千万两几]+)[^\W\da-z_]")
_CODE = re.compile(r"[a-h]\d{2}[a-z]?|(?:cn|zl)\d{6,}[a-z]?")  # classes and numbers of patents are reasons of their own
STEP = "similar"


@dataclass(frozen=True)
class Frequencies:
    """In how many of `total` records each term stands; terms not named stand in one only."""

    total: int = 0
    records: Mapping[str, int] = field(default_factory=dict)

    def rarity(self, term: str) -> float:
        """How telling a term is: inverse document frequency, counted from that of a term in every tenth record.

        More common terms are worth 0. In fewer than `FEW_RECORDS` chance decides what is common, so plain
        inverse document frequency counts; 1 for every term as long as nothing was counted.
        """
        return self._rarity(self.records.get(term, 1))

    def may_be_elsewhere(self, term: str) -> bool:
        """Whether the term stands in more than one record, as far as was counted."""
        return not self.total or self.records.get(term, 1) > 1

    @property
    def highest(self) -> float:
        """The rarity of a term that stands in one record only."""
        return self._rarity(1)

    def _rarity(self, records: int) -> float:
        if not self.total:
            return 1.0
        common = math.log1p(1 / COMMON) if self.total >= FEW_RECORDS else 0.0
        return max(0.0, math.log1p(self.total / records) - common)


def evened(counts: Mapping[str, int], records: int, english: Mapping[str, int], english_records: int) -> dict[str, int]:
    """In how many records each term would stand if all of them had an English text, where that is more.

    Few records are bilingual: counted among all of them, `study` and `significant` are as rare as the name of a
    material. `english` counts the English texts alone; too few of those say nothing.
    """
    if english_records < FEW_RECORDS:
        return dict(counts)
    return {
        term: max(number, english.get(term, 0) * records // english_records) if number > 1 else 1
        for term, number in counts.items()
    }


def terms_of(passages: Iterable[str], analysis: Analysis) -> Counter[str]:
    """Terms of two characters or more with a letter in them, and in how many sentences each stands."""
    counts: Counter[str] = Counter()
    for passage in passages:
        for sentence in _SENTENCE.split(passage):
            found = {part for word in analysis.cut(sentence).words for part in _with_parts(word, analysis)}
            counts.update(term for term in found if _is_term(term))
    return counts


def _with_parts(word: str, analysis: Analysis) -> tuple[str, ...]:
    """A word and the words inside it: one text writes 全钒液流电池, another one 液流电池."""
    return (word, *analysis.tokens(word).words) if len(word) > 2 and not word.isascii() else (word,)


def _is_term(word: str) -> bool:
    return len(word) > 1 and bool(_LETTER.search(word)) and not _AMOUNT.fullmatch(word) and not _CODE.fullmatch(word)


def weights(counts: Mapping[str, int], frequencies: Frequencies) -> dict[str, float]:
    """tf·idf of each term: (1 + ln tf) times its rarity."""
    return {term: (1 + math.log(number)) * frequencies.rarity(term) for term, number in counts.items()}


def key_terms(weighted: Mapping[str, float], frequencies: Frequencies, most: int = KEY_TERMS) -> dict[str, float]:
    """The most telling terms, heaviest first; a term of one record only can find no other and is left out."""
    found = [term for term in weighted if weighted[term] and frequencies.may_be_elsewhere(term)]
    found.sort(key=lambda term: (-weighted[term], term))
    return {term: weighted[term] for term in found[:most]}


def likeness(one: Mapping[str, float], other: Mapping[str, float], frequencies: Frequencies) -> float:
    """Cosine of two weighted texts, each taken as at least `LEAST_LENGTH` rare terms long; 0 … 1, symmetric."""
    shared = math.fsum(one[term] * other[term] for term in sorted(one.keys() & other.keys()))
    return min(1.0, shared / (_length(one, frequencies) * _length(other, frequencies)))


def _length(weighted: Mapping[str, float], frequencies: Frequencies) -> float:
    least = LEAST_LENGTH * frequencies.highest
    return math.sqrt(least * least + math.fsum(weight * weight for weight in weighted.values()))


def plan(
    terms: Mapping[str, float],
    fields: Mapping[str, float],
    *,
    audience: Collection[str],
    kind: str,
    apart_from: str = "",
    classes: Mapping[str, Collection[str]] | None = None,
    limit: int = 50,
) -> Plan:
    """What is like a text: any of its terms in the text fields (name → factor), records of the same class first.

    `terms` as `key_terms` gives them; `apart_from` is the id of the record itself; `classes` are values of
    keyword columns that give points. Equal on both engines: it is made of plain terms.
    """
    heaviest = max(terms.values(), default=1.0)
    nodes: list[Node] = [
        Term(f"{name}_w", term, round(weight / heaviest * factor, 4))
        for term, weight in terms.items()
        for name, factor in fields.items()
    ]
    nodes += [
        Constant(In(column, (value,)), SAME_CLASS) for column, values in (classes or {}).items() for value in values
    ]
    itself = (Not(In("id", (apart_from,))),) if apart_from else ()
    return Plan(
        base=(In("audience", tuple(sorted(audience))), In("deleted", ("0",)), *itself),
        step=STEP,
        filters=(("kind", In("kind", (kind,))),),
        score=AnyOf(tuple(nodes)),
        limit=limit,
    )
