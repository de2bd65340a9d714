"""Why a text that has not the words of a question is there all the same: its closest sentence, what both share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.analysis import Analysis
from search.analysis.normalise import normalise

LONGEST = 120  # characters of a sentence that are shown
MOST_TERMS = 5
_END = re.compile(r"(?<=[。！？；!?;])|(?<=\.)\s+|\n+")
# What a line consists of that only says under which number, day and class a patent is kept.
_BIBLIOGRAPHY = re.compile(
    r"(?<![a-z0-9])(?:cn|zl|wo|us|ep|jp)?\s?\d[\d./-]*\s?[a-z]?\d?(?![a-z0-9])"
    r"|(?<![a-z0-9])[a-h]\d{2}[a-z]?(?![a-z0-9])"
    r"|发明|实用新型|外观设计|专利|申请|公开|公告|授权|未|已|主|小类|分类|号码?|[年月日]|于"
    r"|(?<![a-z])(?:an?|and|application|class|classes|design|filed|granted|invention|ipc|cpc|model|no|not|number|of|on|patent"
    r"|publication|published|subclass|the|utility)(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Reason:
    """The closest sentence of a text, and the words of the question that stand in the text, if any."""

    sentence: str
    shared: tuple[str, ...] = ()


def reason(question: str, title: str, body: str, analysis: Analysis) -> Reason:
    """The title or sentence that has most of the question's pairs of letters for its length; the title when none has.

    A line that is bibliography alone stands close to every question of the same trade and says nothing.
    """
    cut = analysis.cut(question)
    pairs = set(cut.bigrams) | set(cut.words)
    sentences = [part.strip() for part in _END.split(body) if _says_something(normalise(part))]
    best = max([title, *sentences], key=lambda sentence: _closeness(normalise(sentence), pairs))  # the first of equals
    whole = normalise(f"{title}\n{body}")
    shared = [word for word in dict.fromkeys(cut.words) if word in whole]
    short = best if len(best) <= LONGEST else best[: LONGEST - 1].rstrip() + "…"
    return Reason(short, tuple(shared[:MOST_TERMS]))


def _closeness(sentence: str, pairs: set[str]) -> float:
    found = sum(len(pair) for pair in pairs if pair in sentence)
    return found / (len(sentence) + 20) ** 0.5  # a long sentence holds more by chance


def _says_something(sentence: str) -> bool:
    return any(letter.isalpha() for letter in _BIBLIOGRAPHY.sub(" ", sentence))
