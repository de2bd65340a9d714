"""Both languages are complete: every text has its Chinese form, with the same placeholders and tags."""

from __future__ import annotations

from tools.messages.catalogues import problems


def test_every_text_is_translated_and_nothing_is_left_over() -> None:
    assert problems() == []
