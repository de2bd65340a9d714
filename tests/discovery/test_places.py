"""A place in the question is offered as the filter it is, with its hits, and never set by itself."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.discovery.queries.ways import ways
from tests.factories.accounts import make_organisation
from tests.factories.listings import make_listing


@pytest.fixture
def stocked(app, committed, index):
    """Two offers from Chengdu and one from Zigong; no text names its city."""
    with committed():
        for city, title in (("5101", "储能电站"), ("5101", "余热锅炉"), ("5103", "储能变流器")):
            make_listing(make_organisation("university", region_code=city), title=Text(title, None))
    index()
    with app.test_request_context("/zh/search"), committed():
        yield


@pytest.mark.parametrize(
    ("box", "words", "count"),
    [("成都", "", 2), ("成都市 储能", "储能", 1), ("chengdu 储能", "储能", 1), ("储能 成都 -水泥", "储能 -水泥", 1)],
)
def test_the_filter_is_offered_for_the_name(stocked, box: str, words: str, count: int) -> None:
    found = service.find(ANONYMOUS, [("q", box)])
    assert found.query.text.source == box
    assert found.query.filters == ()
    assert found.relief.places == {"5101": (words, count)}
    ((sentence, url),) = ways(found.query, found.index, found.relief).places
    assert "成都市" in sentence
    assert f"（{count}）" in sentence
    pairs = parse_qsl(urlsplit(url).query)
    assert service.find(ANONYMOUS, pairs).total == count
    assert dict(pairs) == {"kind": "listing", "city": "5101"} | ({"q": words} if words else {})


@pytest.mark.parametrize("box", ["自贡 余热", "标题:成都", "储能 -成都", "成都理工大学", "储能"])
def test_it_is_not_offered_without_hits_or_for_what_is_no_place(stocked, box: str) -> None:
    assert service.find(ANONYMOUS, [("q", box)]).relief.places == {}


def test_it_is_not_offered_when_a_place_is_chosen(stocked, client) -> None:
    assert service.find(ANONYMOUS, [("q", "成都"), ("city", "5103")]).relief.places == {}
    page = client.get("/en/search?q=成都").text
    assert "Results in Chengdu (2)" in page
