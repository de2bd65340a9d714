"""An organisation in the question is offered as the filter of what it offers, and never set by itself."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.discovery.queries.ways import ways
from marketplace.discovery.service import suggestions
from tests.factories.accounts import make_organisation
from tests.factories.listings import make_listing

NAME = Text("示例西南石油大学", "Example Southwest Petroleum University")


@pytest.fixture
def owner(app, committed, index):
    """A university with two offers, another with one."""
    with committed():
        owner = make_organisation("university", name=NAME)
        make_listing(owner, title=Text("页岩气返排液处理", None))
        make_listing(owner, title=Text("余热锅炉", None))
        make_listing(make_organisation("university", name=Text("示例西南大学", None)), title=Text("石油储罐", None))
        suggestions.rebuild()
    index()
    with app.test_request_context("/zh/search"), committed():
        yield owner.public_id


@pytest.mark.parametrize(
    ("box", "words", "count"),
    [
        ("示例西南石油大学", "", 2),
        ("示例西南石油大學 余热", "余热", 1),
        ("Example southwest petroleum university", "", 2),
        ("示例西南石油大学 -余热", "-余热", 1),
    ],
)
def test_the_filter_is_offered_for_the_name(owner, box: str, words: str, count: int) -> None:
    found = service.find(ANONYMOUS, [("q", box), ("kind", "listing")])
    assert found.relief.owners == {owner: (words, count)}
    ((sentence, url),) = ways(found.query, found.index, found.relief).owners
    assert "示例西南石油大学" in sentence
    assert f"（{count}）" in sentence
    pairs = parse_qsl(urlsplit(url).query)
    assert service.find(ANONYMOUS, pairs).total == count
    assert dict(pairs) == {"kind": "listing", "owner": owner} | ({"q": words} if words else {})


@pytest.mark.parametrize(
    "box",
    ["西南石油大学", "示例西南石油大学 风电", "-示例西南石油大学 余热", "单位:示例西南石油大学", "余热 锅炉 厂", ""],
)
def test_it_is_not_offered_without_hits_or_for_what_is_no_name(owner, box: str) -> None:
    assert service.find(ANONYMOUS, [("q", box), ("kind", "listing")]).relief.owners == {}


def test_it_is_offered_on_the_page_and_to_programs_and_not_once_it_is_chosen(owner, client) -> None:
    page = client.get("/en/search", query_string={"q": NAME.en}).text
    assert "Results and patents of Example Southwest Petroleum University (2)" in page
    (way,) = client.get("/api/v1/search", query_string={"q": NAME.zh}).json["ways"]
    assert (way["code"], f"owner={owner}" in way["query"]) == ("owner", True)
    assert service.find(ANONYMOUS, [("q", NAME.zh or ""), ("owner", owner)]).relief.owners == {}
