"""Filters in words: every stored question can be shown, and every parameter says what it takes."""

from __future__ import annotations

import pytest

from marketplace.core.filter_words import filter_label, takes, value_label
from marketplace.core.i18n import force_language
from search import Range
from search.urls import parameters
from tests.search.house import INDEX

DATE = INDEX.fields["published_at"]
NEW_YEAR = 1_704_038_400  # 2024-01-01 00:00 in China


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Range(NEW_YEAR, NEW_YEAR + 86_399), "2024-01-01"),
        (Range(NEW_YEAR, None), "2024-01-01 and more"),
        (Range(-2_209_017_600, 7_258_089_599), "1900-01-01–2199-12-31"),
        (Range(583_689_600, 583_775_999), "1988-07-01"),  # China had summer time then
        (Range(99_999_999_999_999, None), "@99999999999999 and more"),
        (Range(None, -99_999_999_999_999), "up to @-99999999999999"),
        (Range(1 << 62, (1 << 63) - 1, closed=False), f"@{1 << 62}–@{(1 << 63) - 2}"),
        ("2024", "2024"),
    ],
)
def test_an_instant_is_a_day_and_one_beyond_every_calendar_breaks_no_page(value: Range | str, text: str) -> None:
    with force_language("en"):
        assert value_label(DATE, value) == text
        assert text in filter_label(DATE, value)


def test_every_parameter_of_a_search_says_what_it_takes() -> None:
    with force_language("en"):
        told = {parameter.name: takes(parameter) for parameter in parameters(INDEX)}
    assert told["size"] == "a whole number from 1 to 100"
    assert told["open_licence"] == "1 for yes or 0 for no"
    assert told["kind"] == "one of: listing, need"
    assert told["trl_min"] == "a whole number of at most 18 digits, such as 5"
    assert told["trl"].endswith("such as 4..7")
    assert told["price"].endswith("or none for what states no value")
    assert told["published"] == "a day or a year of 1900 to 2199, such as 2024-03-31 or 2024"
    assert told["published_max"] == "a day of the years 1900 to 2199, such as 2024-03-31"
    assert told["field"] == "a text of 1 to 256 characters"
