"""Plain English words: who types one means it, whatever other word is spelt nearly so."""

from __future__ import annotations

from functools import cache

from spellchecker import SpellChecker


def is_english(word: str) -> bool:
    """Whether a word in small letters is a plain English one, or a form of one."""
    return word in _words()


@cache
def _words() -> frozenset[str]:
    """The packaged list of 130,000 words, without how often each stands: that takes twice the memory."""
    listed = SpellChecker(language="en").word_frequency.words()
    return frozenset(word for word in listed if word.isascii() and word.isalpha())
