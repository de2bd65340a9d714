"""Why a text that has not the words of a question is there all the same: its closest sentence, what both share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.analysis import Analysis
from search.analysis.normalise import normalise

LONGEST = 120  # characters of a sentence that are shown
MOST_TERMS = 5
_END = re.compile(r"(?<=[。！？；!?;])|(?<=\.)\s+|\n+")


@dataclass(frozen=True, slots=True)
class Reason:
    """The closest sentence of a text, and the words of the question that stand in the text, if any."""

    sentence: str
    shared: tuple[str, ...] = ()


def reason(question: str, title: str, body: str, analysis: Analysis) -> Reason:
    """The sentence that has most of the question's pairs of letters for its length; the first when none has any."""
    cut = analysis.cut(question)
    pairs = set(cut.bigrams) | set(cut.words)
    sentences = [part.strip() for part in _END.split(body) if part.strip()] or [title]
    best = max(sentences, key=lambda sentence: _closeness(normalise(sentence), pairs))  # the first of equals
    whole = normalise(f"{title}\n{body}")
    shared = [word for word in dict.fromkeys(cut.words) if word in whole]
    short = best if len(best) <= LONGEST else best[: LONGEST - 1].rstrip() + "…"
    return Reason(short, tuple(shared[:MOST_TERMS]))


def _closeness(sentence: str, pairs: set[str]) -> float:
    found = sum(len(pair) for pair in pairs if pair in sentence)
    return found / (len(sentence) + 20) ** 0.5  # a long sentence holds more by chance
