"""Addresses of a results page that are written together are those that would be written one by one."""

from __future__ import annotations

import pytest

from marketplace.core import indexing
from marketplace.core.http import Marketplace
from marketplace.discovery.queries.frame import address, toggles
from search import urls

QUESTIONS = [
    [],
    [("q", "余热 & 回收"), ("kind", "listing"), ("page", "3"), ("size", "50"), ("sort", "newest")],
    [("city", "5101"), ("city", "x&y"), ("q", "city=5107"), ("syn", "0")],
    [("field", "hydrogen"), ("published", "2025"), ("published", "2024..2026"), ("price_min", "10")],
]


@pytest.mark.parametrize("asked", QUESTIONS, ids=range(len(QUESTIONS)))
@pytest.mark.parametrize(
    ("name", "values"), [("city", ["", "5101", "5107", "a b", "x&y"]), ("published_at", ["2024", "2025"]), ("city", [])]
)
@pytest.mark.parametrize("along", ["", "?item=AAAA&item=B%26"])
def test_each_value_leads_to_the_question_with_it_or_without_it(
    app: Marketplace, asked: list[tuple[str, str]], name: str, values: list[str], along: str
) -> None:
    with app.test_request_context("/zh/search" + along):
        index = indexing.declared()
        query = urls.parse(asked, index, audience=["public"]).query
        chosen = query.values(name)
        assert toggles(query, index, name, values) == {
            value: address(query.without(name, value) if value in chosen else query.with_value(name, value), index)
            for value in values
        }
