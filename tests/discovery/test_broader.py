"""An IPC symbol without hits leads to the broader one that has some."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from marketplace.core import indexing
from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.discovery.queries.ways import ways
from tests.factories.listings import make_listing


@pytest.fixture
def stocked(app, committed, index):
    """Listings under three groups of two subclasses."""
    with committed():
        make_listing(title=Text("锂离子电池电解液", None), ipc=["H01M 10/0567"])
        make_listing(title=Text("燃料电池双极板", None), ipc=["H01M 8/0206"])
        make_listing(title=Text("电解水电极", None), ipc=["C25B 11/04"])
    index()
    with app.test_request_context("/zh/search"), committed():
        yield


def ask(box: str, **filters: str) -> service.Found:
    return service.find(ANONYMOUS, [("q", box), *filters.items()])


def broader(found: service.Found) -> list[tuple[str, str, int]]:
    return [(text, url, count) for text, url, count in ways(found.query, found.index, found.relief).broader]


@pytest.mark.parametrize(
    ("box", "symbol", "question", "count"),
    [
        ("H01M 10/0525", "H01M 10", "H01M 10", 1),
        ("H01M 4/36", "H01M", "H01M", 2),
        ("H01M 4", "H01M", "H01M", 2),
        ("IPC分类号：H01M 4/36", "H01M", "H01M", 2),
        ("H01M 4/36 -电解液", "H01M", "H01M -电解液", 1),
    ],
)
def test_the_nearest_broader_symbol_with_hits_is_offered(stocked, box, symbol, question, count) -> None:
    found = ask(box)
    assert found.total == 0
    ((text, url, number),) = broader(found)
    assert (text, number) == (symbol, count)
    pairs = dict(parse_qsl(urlsplit(url).query))
    assert pairs["q"] == question
    assert ask(pairs["q"]).total == count


@pytest.mark.parametrize("box", ["G06F 17/00", "H01M", "-H01M 4/36", "电池", "CN113970251A", "C25B 11/04"])
def test_nothing_broader_where_there_is_none(stocked, box: str) -> None:
    assert broader(ask(box)) == []


def test_filters_stay(stocked) -> None:
    assert broader(ask("H01M 4/36", field="wind")) == []
    ((_symbol, url, count),) = broader(ask("H01M 4/36", field="hydrogen"))
    assert count == 2
    assert ("field", "hydrogen") in parse_qsl(urlsplit(url).query)


@pytest.mark.parametrize("values", [{}, {"field": "wind"}, {"field": "hydrogen"}])
def test_at_most_two_more_questions_are_asked(stocked, monkeypatch, values: dict[str, str]) -> None:
    searcher = indexing.searcher()
    asked: list[object] = []
    search = searcher.search
    monkeypatch.setattr(searcher, "search", lambda query: asked.append(query) or search(query))
    ask("H01M 4/36", **values)
    assert len(asked) <= 3


@pytest.mark.parametrize(("language", "sentence"), [("zh", "H01M"), ("en", "H01M")])
def test_the_page_without_hits_shows_it(stocked, client, language: str, sentence: str) -> None:
    page = client.get(f"/{language}/search", query_string={"q": "H01M 4/36"}).text
    assert f"/{language}/search?q=H01M&amp;kind=listing" in page
