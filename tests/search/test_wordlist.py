"""Plain English words are told from misprints of such words."""

from __future__ import annotations

import pytest

from search.analysis.wordlist import is_english
from tests.search.slips import MISPRINTS, PLAIN


@pytest.mark.parametrize("word", [*PLAIN, *PLAIN.values()])
def test_a_plain_word_is_one(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", MISPRINTS)
def test_a_misprint_is_none(word: str) -> None:
    assert not is_english(word)
