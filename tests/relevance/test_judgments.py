"""The graded questions: ten for each field, over listings that are on offer, every grade with its reason."""

from __future__ import annotations

from collections import Counter

import pytest

from tools.demo.pack import pack
from tools.relevance import graded

FORMS = {"sentence", "term", "abbreviation", "English"}


def test_every_field_of_the_plan_has_ten_questions() -> None:
    fields = {code for row in pack("listings") for code in row["content"]["field_codes"]}
    assert set(graded.fields()) == fields
    assert {field: len(graded.entries(field)) for field in fields} == dict.fromkeys(fields, 10)


@pytest.mark.parametrize("field", graded.fields())
def test_grades_are_of_listings_on_offer_and_have_reasons(field: str) -> None:
    on_offer = {row["key"] for row in pack("listings") if row["state"] == "published"}
    for entry in graded.entries(field):
        judged = Counter(entry["not_relevant"])
        for part in entry["graded"]:
            assert part["grade"] in (1, 2, 3)
            assert part["reason"]
            judged.update(part["listings"])
        assert judged.keys() <= on_offer, entry["text"]
        assert max(judged.values()) == 1, f"{entry['text']}: judged twice"
        assert max(part["grade"] for part in entry["graded"]) == 3, entry["text"]
        assert entry["form"] in FORMS
        assert entry["wanted"]


def test_questions_are_written_in_every_form() -> None:
    forms = Counter(entry["form"] for field in graded.fields() for entry in graded.entries(field))
    assert forms.keys() == FORMS
    assert forms["sentence"] >= 30
    assert len({question.text for question in graded.questions()}) == 130
