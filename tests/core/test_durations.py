"""Times in words: never less than they are, in the language of the reader."""

from __future__ import annotations

import pytest
from flask import Flask

from marketplace.core.i18n import duration, force_language


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [(1, "1 second", "1秒钟"), (60, "1 minute", "1分钟"), (119, "119 seconds", "119秒钟"), (121, "3 minutes", "3分钟"),
     (2232, "38 minutes", "38分钟"), (3600, "1 hour", "1小时"), (3661, "62 minutes", "62分钟"),
     (86399, "24 hours", "24小时")],
)  # fmt: skip
def test_a_time_is_told_in_the_largest_unit_that_is_near(app: Flask, seconds: int, en: str, zh: str) -> None:
    told = duration(seconds)
    with app.app_context():
        for language, words in (("en", en), ("zh", zh)):
            with force_language(language):
                assert str(told) == words
