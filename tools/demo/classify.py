"""Classify a real text into the 13 fields and 100 key technologies by a hand-written weighted lexicon."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LEXICON = Path(__file__).parent / "lexicon"
TIERS = {"strong": 6.0, "medium": 3.0, "weak": 1.5, "against": -6.0}
# A word in the title says what a text is about; one mention in the abstract says little, several say more.
KEYWORD_SHARE = 0.7
ABSTRACT_SHARE = {
    "strong": ((4, 0.8), (2, 0.6), (1, 0.35)),
    "medium": ((3, 0.5), (2, 0.35)),
    "weak": (),
    "against": (),  # a contrary word counts where the text says what it is about, not in passing
}
THRESHOLD = 5.0  # one strong word in the title, or several words that agree
SECOND_FIELD = 0.55  # a further field must carry this share of the best score
MOST_FIELDS = 3
MASKED = "□"


@dataclass(frozen=True)
class Document:
    """What the classifier reads of one text: everything may be empty except the title."""

    title: str
    keywords: tuple[str, ...] = ()
    abstract: str = ""
    ipc: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The fields of a text, best first, the key technologies named in it, and the scores that decided."""

    fields: tuple[str, ...]
    technologies: tuple[str, ...]
    scores: dict[str, float]


@dataclass(frozen=True)
class Term:
    """One word or pattern of a field and how much it says."""

    pattern: re.Pattern[str]
    tier: str
    plain: str  # the word in small letters, empty for a pattern

    @classmethod
    def of(cls, word: str, tier: str) -> Term:
        return cls(re.compile(word, re.IGNORECASE), tier, word.lower() if re.escape(word) == word else "")

    def share(self, title: str, keywords: str, abstract: str) -> float:
        """The share of its points the word earns, from the zone where it says most."""
        if self.pattern.search(title):
            return 1.0
        if self.pattern.search(keywords):
            return KEYWORD_SHARE
        mentions = len(self.pattern.findall(abstract)) if ABSTRACT_SHARE[self.tier] else 0
        return next((share for least, share in ABSTRACT_SHARE[self.tier] if mentions >= least), 0.0)


@dataclass(frozen=True)
class FieldLexicon:
    """The words of one field; `mask` takes look-alike words out of the text before anything is counted."""

    code: str
    mask: re.Pattern[str] | None
    terms: tuple[Term, ...]
    ipc: dict[str, float]
    technologies: dict[str, re.Pattern[str]]

    def score(self, document: Document) -> float:
        """Points for this field; every word counts once, in the zone where it says most."""
        title = self._masked(document.title)
        keywords = self._masked(" ".join(document.keywords))
        abstract = self._masked(document.abstract)
        whole = f"{title}\n{keywords}\n{abstract}".lower()
        # A quick look spares most words the search by zone; there are fifteen million for the pack.
        present = [term for term in self.terms if (term.plain in whole if term.plain else term.pattern.search(whole))]
        total = sum(TIERS[term.tier] * term.share(title, keywords, abstract) for term in present)
        return total + sum(self.ipc.get(symbol, 0.0) for symbol in document.ipc)

    def named_technologies(self, document: Document) -> list[str]:
        """Key technologies whose words stand in the title or keywords, or at least twice in the abstract."""
        head = self._masked(document.title + " " + " ".join(document.keywords))
        body = self._masked(document.abstract)
        return [
            code
            for code, pattern in self.technologies.items()
            if pattern.search(head) or len(pattern.findall(body)) >= 2
        ]

    def _masked(self, text: str) -> str:
        return self.mask.sub(MASKED, text) if self.mask else text


def classify(document: Document) -> Verdict:
    """Fields with enough evidence (none is a valid answer) and at most four key technologies."""
    scores = {code: lexicon.score(document) for code, lexicon in lexicons().items()}
    best = max(scores.values())
    chosen = sorted(
        (code for code, score in scores.items() if score >= max(THRESHOLD, SECOND_FIELD * best)),
        key=lambda code: -scores[code],
    )[:MOST_FIELDS]
    technologies = [name for code in chosen for name in lexicons()[code].named_technologies(document)[:2]]
    return Verdict(tuple(chosen), tuple(technologies[:4]), scores)


@cache
def lexicons() -> dict[str, FieldLexicon]:
    """The lexicon of every field, in the order of the file names."""
    return {path.stem: _load(path) for path in sorted(LEXICON.glob("*.toml"))}


def _load(path: Path) -> FieldLexicon:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    terms = tuple(Term.of(word, tier) for tier in TIERS for word in data[tier])
    return FieldLexicon(
        code=data["field"],
        mask=re.compile("|".join(data["mask"])) if data["mask"] else None,
        terms=terms,
        ipc=data.get("ipc", {}),
        technologies={code: re.compile("|".join(words)) for code, words in data["technologies"].items()},
    )
