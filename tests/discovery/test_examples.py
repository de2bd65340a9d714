"""What the home page offers to try always finds something."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote_plus

import pytest

from marketplace.core.text import Text
from marketplace.discovery.service import suggestions
from tests.factories.listings import make_listing


def offered(page: str) -> list[str]:
    hints = re.search(r'<p class="hero-hints">.*?</p>', page, re.S)
    return [unquote_plus(unescape(q)) for q in re.findall(r'\?q=([^"]+)"', hints.group())] if hints else []


@pytest.fixture
def stocked(committed, index) -> None:
    with committed():
        make_listing(
            title=Text("烧结余热回收装置", None), keywords=["余热回收", "waste heat recovery"], ipc=["F27D 17/00"]
        )
        for number in range(2):
            make_listing(title=Text(f"钙钛矿组件 {number}", None), keywords=["钙钛矿组件", "perovskite module"], ipc=[])
        suggestions.rebuild()
    index()


@pytest.mark.parametrize(
    ("lang", "first", "then"), [("zh", "余热回收", "钙钛矿组件"), ("en", "waste heat recovery", "perovskite module")]
)
def test_known_terms_come_first_and_listed_ones_fill_up(client, stocked, lang: str, first: str, then: str) -> None:
    questions = offered(client.get(f"/{lang}/").text)
    assert questions[:2] == [first, then]
    assert questions[2:] == ["F27D 17/00"]
    for q in questions:
        assert client.get("/api/v1/search", query_string={"q": q}).json["total"] > 0, q


def test_without_records_nothing_is_offered(client) -> None:
    assert "hero-hints" not in client.get("/zh/").text
