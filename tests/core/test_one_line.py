"""Separators of lines in what people type: one line stays one line, several lines stay several."""

from __future__ import annotations

import pytest

from marketplace.core.fields import clean

RARE = ["\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("separator", RARE)
def test_one_line_stays_one_line_and_its_words_stay_apart(separator: str) -> None:
    assert clean(f"余热{separator}回收") == "余热 回收"
    assert clean(f"{separator}余热{separator}") == "余热"
    assert clean(f"余热{separator}回收\n") == "余热 回收"


@pytest.mark.parametrize("separator", RARE)
def test_several_lines_stay_several(separator: str) -> None:
    assert clean(f"一{separator}二\n三\r\n四") == "一\n二\n三\n四"


def test_other_control_characters_go_and_tabs_stay() -> None:
    assert clean("a\x00b\u200b\tc") == "ab\tc"
