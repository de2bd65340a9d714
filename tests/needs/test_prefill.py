"""What a search without hits hands to the form of a need: its words, without the signs of the box."""

from __future__ import annotations

import pytest

from marketplace.core.text import Text
from marketplace.needs.schemas import prefill


@pytest.mark.parametrize(
    ("box", "title"),
    [
        ('"熔盐焊丝" -镍', "熔盐焊丝"),
        ('标题:=余热 回收 -"铅酸 电池" IPC:H01M', "余热 回收 H01M"),
        ("“双碳”目标下的余热回收", "“双碳”目标下的余热回收"),
        ("", None),
        ("-镍", None),
    ],
)
def test_the_title_is_the_words_of_the_question(app, box: str, title: str | None) -> None:
    with app.app_context():
        assert prefill(box, "zh", [])["title"] == Text(title, None)
        assert prefill(box, "en", [])["title"] == Text(title, None)


def test_words_without_chinese_characters_are_in_the_language_of_the_page(app) -> None:
    with app.app_context():
        assert prefill("SMR heat -nickel", "en", [])["title"] == Text(None, "SMR heat")
        assert prefill("SMR", "zh", [])["title"] == Text("SMR", None)
