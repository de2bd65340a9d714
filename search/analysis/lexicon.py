"""What widens a question: synonyms, translations and stop terms, behind one look-up."""

from __future__ import annotations

from dataclasses import dataclass, field

from search.analysis.synonyms import MAX_ALTERNATIVES, NO_SYNONYMS, Synonyms
from search.analysis.terms import is_latin, key
from search.analysis.translation import NO_TRANSLATION, Translation

SYNONYM, TRANSLATION = WIDENED = "expanded", "translated"  # codes of the notices that tell the reader


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another text that stands for a term, its weight, and why: `expanded` or `translated`."""

    text: str
    weight: float
    why: str = SYNONYM


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of the domain at query time. Stop terms (keys) give points but are not demanded."""

    synonyms: Synonyms = NO_SYNONYMS
    translation: Translation = NO_TRANSLATION
    stop_terms: frozenset[str] = field(default_factory=frozenset)

    def alternatives(self, term: str) -> tuple[Alternative, ...]:
        """What also stands for a term, the strongest first, at most eight; `never` groups hold for all of it."""
        return self._chosen(term, self.translation.alternatives(term))

    def word_alternatives(self, word: str) -> tuple[Alternative, ...]:
        """As `alternatives`, for a single word of an English phrase that nothing translates whole."""
        return self._chosen(word, self.translation.aligned(word))

    def _chosen(self, term: str, translated: tuple[tuple[str, float], ...]) -> tuple[Alternative, ...]:
        synonyms = dict(self.synonyms.alternatives(term))
        if not synonyms and not translated:
            return ()
        said = {key(other) for other in synonyms}
        merged = synonyms | {text: weight for text, weight in translated if key(text) not in said}
        allowed = self.synonyms.kept_apart(term, merged)
        # Among equals the Chinese ones come first: they find most, and are what readers want to see named.
        best = sorted(allowed.items(), key=lambda item: (-item[1], is_latin(item[0]), item[0]))
        return tuple(
            Alternative(text, weight, SYNONYM if text in synonyms else TRANSLATION)
            for text, weight in best[:MAX_ALTERNATIVES]
        )

    def is_stop_term(self, text: str) -> bool:
        """Whether staff took a word out of what is demanded."""
        return bool(self.stop_terms) and key(text) in self.stop_terms


NO_LEXICON = Lexicon()
