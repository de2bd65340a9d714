"""Which questions meaning helps to answer, and with what weight; measured in docs/decisions/0070."""

from __future__ import annotations

import re

from search.analysis.normalise import simplified
from search.query import Query
from search.semantic.fuse import Weight

RELEVANCE = ("", "relevance")
# A question has one answer more often than a few words that describe, and a sentence has many words of its own.
# Learnt on half of the judged questions.
ASKED, DESCRIBED, TOLD = Weight(1.25, clear=0.14), Weight(1.5, clear=0.3), Weight(0.25, clear=0.3)
LONG = 6  # Chinese characters in one piece: more than the name of a thing
BRIEF = 20  # Chinese characters: less than a sentence
_ASKING = re.compile(r"怎么|怎样|如何|什么|为何|为啥|哪|吗|呢|能否|能不能|是否|到底|有没有|多少|可不可以|[?？]")
_PIECES = re.compile(r"[\s，,、；;。.]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CHARACTER = re.compile(r"[^\W_]")


def question_of(query: Query) -> str:
    """The text a model is asked about; "" where the reader asks for words: exact mode, phrases, fields, numbers, OR."""
    positive = [clause for clause in query.text.clauses if not clause.negated]
    is_asked_by_words = query.exact or query.sort not in RELEVANCE or len(query.text.groups) > 1
    if is_asked_by_words or any(c.kind != "word" or c.field for c in positive):
        return ""
    return simplified(" ".join(clause.text for clause in positive))  # as the texts are that models learnt from


def weight_of(text: str) -> Weight | None:
    """What meaning weighs beside words for a question, a brief description or a sentence; None: words alone.

    Short terms, lists of keywords, abbreviations and other scripts are answered better by words and the lexicon.
    """
    if not is_described(text):
        return None
    if _ASKING.search(text):
        return ASKED
    return DESCRIBED if len(_HAN.findall(text)) <= BRIEF else TOLD


def is_described(text: str) -> bool:
    """Whether somebody asks or describes in Chinese, rather than naming a thing in a word."""
    if 2 * len(_HAN.findall(text)) < len("".join(text.split())):
        return False
    if _ASKING.search(text) and len(_CHARACTER.findall(_ASKING.sub("", text))) > 1:  # not 怎么办 alone
        return True
    return any(len(_HAN.findall(piece)) >= LONG for piece in _PIECES.split(text))
