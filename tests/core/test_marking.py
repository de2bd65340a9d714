"""Text without a language of its own: on an English page what is Chinese is marked, so that it is read aloud right."""

from __future__ import annotations

import pytest
from flask import Flask
from markupsafe import Markup

from marketplace.core.i18n import force_language
from marketplace.core.templating import marked, paragraphs

HAN = '<span lang="zh-CN">{}</span>'


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("许可合同（第二稿）.txt", HAN.format("许可合同（第二稿）") + ".txt"),
        ("元/TB", HAN.format("元") + "/TB"),
        ("能用吗？可以", HAN.format("能用吗？可以")),
        ("a < 余热", "a &lt; " + HAN.format("余热")),
        (Markup("<b>余热</b>"), "<b>余热</b>"),
        (7, "7"),
        (None, ""),
    ],
)
def test_chinese_is_marked_once_on_an_english_page(app: Flask, value: object, shown: str) -> None:
    with app.app_context(), force_language("en"):
        assert marked(value) == shown
    with app.app_context(), force_language("zh"):
        assert "lang=" not in marked(value)


def test_so_are_the_paragraphs_that_people_write(app: Flask) -> None:
    with app.app_context(), force_language("en"):
        assert paragraphs("余热\nheat") == f"<p>{HAN.format('余热')}<br>heat</p>"
