"""The one analysis object: cuts documents and queries with one dictionary and names its version `av`."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import identifiers, latin
from search.analysis.normalise import normalise
from search.analysis.segment import (
    FUNCTION_CHARACTERS,
    SEGMENTER,
    bigrams,
    dictionary_terms,
    segmenter,
)

CODE_VERSION = 4  # raise it when a change of this package changes a token of a document
EXACT_KEY_LENGTH = 120
KEPT_CUTS = 2048
NAME_LENGTH = 24  # names of owners and keywords stand in many documents
KEPT_NAMES = 4096


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a document's text becomes; no token contains white space or is longer than 200 bytes."""

    words: tuple[str, ...]
    unigrams: tuple[str, ...]
    bigrams: tuple[str, ...]
    english: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """What one chunk of a query becomes.

    words     words of two characters or more and Latin runs, for `_w`
    singles   Chinese characters the dictionary has no word for, for `_u`, without grammar characters
    bigrams   for `_b`         unigrams  the chunk as a phrase, for `_u`        english  stems, for `_en`
    pieces    parts of Latin runs with separators, also for `_w`: they give points but are not demanded
    stretches words and single characters in their order, cut where punctuation stood: for the lexicon
    """

    words: tuple[str, ...]
    singles: tuple[str, ...]
    bigrams: tuple[str, ...]
    unigrams: tuple[str, ...]
    english: tuple[str, ...]
    pieces: tuple[str, ...] = ()
    stretches: tuple[tuple[str, ...], ...] = ()


class Analysis:
    """Cuts texts. `dictionary` is rows (term, source); equal rows give an equal `av` on every machine."""

    def __init__(self, dictionary: Iterable[tuple[str, str]] = ()) -> None:
        self.dictionary: tuple[tuple[str, str], ...] = tuple(sorted({(t, s) for t, s in dictionary}))
        self._segmenter = segmenter(tuple(dictionary_terms(self.dictionary)))
        seed = json.dumps([CODE_VERSION, SEGMENTER, self.dictionary], ensure_ascii=False)
        self.av = hashlib.sha256(seed.encode()).hexdigest()[:10]
        self._cuts = lru_cache(KEPT_CUTS)(self._cut)
        self._names = lru_cache(KEPT_NAMES)(self._tokens)

    def __reduce__(self) -> tuple[type[Analysis], tuple[tuple[tuple[str, str], ...]]]:
        return Analysis, (self.dictionary,)  # the segmenter is rebuilt in worker processes

    def dump(self) -> bytes:
        """The dictionary with its `av`, compressed; travels inside a generation."""
        return gzip.compress(json.dumps({"av": self.av, "dictionary": self.dictionary}).encode(), mtime=0)

    @classmethod
    def load(cls, data: bytes) -> Analysis:
        """The analysis that `dump` wrote; ValueError when this code or segmenter would cut differently."""
        try:
            stored = json.loads(gzip.decompress(data))
            analysis = cls((term, source) for term, source in stored["dictionary"])
            av = stored["av"]
        except (OSError, EOFError, KeyError, TypeError) as error:
            raise ValueError(f"not a stored analysis: {error}") from error
        if analysis.av != av:
            raise ValueError(f"the index was cut by {av}, this code cuts as {analysis.av}")
        return analysis

    def tokens(self, text: str) -> Tokens:
        """Tokens of a document's text: every dictionary word, so that a longer word never hides a shorter."""
        return self._names(text) if len(text) <= NAME_LENGTH else self._tokens(text)

    def _tokens(self, text: str) -> Tokens:
        plain = normalise(text)
        words: list[str] = []
        unigrams: list[str] = []
        pairs: list[str] = []
        english: list[str] = []
        han: list[str] = []
        for chinese, other, touched in latin.RUN.findall(plain):  # not `runs`: making an object of each takes longest
            if chinese:
                han.append(chinese)
                unigrams += chinese
                pairs += bigrams(chinese)
            else:
                run = other.replace(" ", "")
                forms = latin.forms(run)
                words += forms
                pairs += forms
                unigrams += latin.units(run)
                english += latin.english(run)
                if touched and len(run) == 1:
                    words.append(run + touched)
        words += self._segmenter.every(han)
        formulas = latin.formulas(plain)
        return Tokens(tuple(words + formulas), tuple(unigrams), tuple(pairs + formulas), tuple(english))

    def cut(self, chunk: str) -> Cut:
        """Tokens of one blank-separated chunk of a query; Latin runs whole, Chinese by the best cut.

        Kept for the next question: the words a question is widened by are always the same.
        """
        return self._cuts(chunk)

    def _cut(self, chunk: str) -> Cut:
        plain = normalise(chunk)
        words: list[str] = []
        singles: list[str] = []
        unigrams: list[str] = []
        pairs: list[str] = []
        english: list[str] = []
        pieces: list[str] = []
        stretches: list[list[str]] = []
        end = -1
        for run in latin.runs(plain):
            if run.start != end:
                stretches.append([])
            end = run.end
            if run.is_han:
                unigrams += run.text
                pairs += bigrams(run.text)
                if run.letter:
                    words[-1] = stretches[-1][-1] = run.letter + run.text[0]
                best = self._segmenter.best(run.text.removeprefix(run.text[0] if run.letter else ""))
                stretches[-1] += best
                for word in best:
                    (words if len(word) > 1 else singles).append(word)
            else:
                forms = [form for form in (run.text, *latin.pieces(run.text)) if latin.fits(form)]
                words += forms[:1]
                stretches[-1] += forms[:1]
                pieces += forms[1:]
                pairs += forms
                unigrams += forms[1:]
                english += latin.english(run.text)
        formulas = latin.formulas(plain)
        return Cut(
            words=tuple(dict.fromkeys(word for word in words + formulas if word not in latin.STOP_WORDS)),
            singles=tuple(dict.fromkeys(c for c in singles if c not in FUNCTION_CHARACTERS)),
            bigrams=tuple(dict.fromkeys(pairs)),
            unigrams=tuple(unigrams),
            english=tuple(dict.fromkeys(english)),
            pieces=tuple(dict.fromkeys(p for p in pieces if p not in words and p not in latin.STOP_WORDS)),
            stretches=tuple(tuple(stretch) for stretch in stretches if stretch),
        )

    def spellings(self, values: Sequence[str], kinds: Sequence[str]) -> list[str]:
        """Every accepted spelling of identifiers, as stored in a keyword column."""
        return list(dict.fromkeys(code for value in values for code in identifiers.spellings(value, kinds)))

    def exact_key(self, text: str) -> str:
        """A text reduced to letters and digits, for "the whole title is the whole query"."""
        return "".join(run.text for run in latin.runs(normalise(text)))[:EXACT_KEY_LENGTH]
