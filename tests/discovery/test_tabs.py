"""The number on a tab is what a click gives; a tab keeps the filters that its kind has."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest

from marketplace.core import indexing
from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.discovery.queries.frame import frame
from tests.factories.accounts import make_organisation
from tests.factories.listings import make_listing
from tests.factories.needs import make_need


@pytest.fixture
def stocked(app, committed, index) -> Iterator[str]:
    """Records of three kinds about one word, and the public id of one owner."""
    with committed():
        owner = make_organisation("university", name=Text("示例余热研究所", None), region_code="5101")
        make_listing(owner, title=Text("烧结余热回收装置", None), field_codes=["geothermal"])
        make_listing(title=Text("钢厂余热发电", None), field_codes=["hydrogen"])
        for field, city in (("geothermal", "5101"), ("geothermal", "5103"), ("hydrogen", "5101")):
            make_need(title=Text("需要余热利用", None), field_codes=[field], region_code=city)
        public_id = owner.public_id
    index()
    with app.test_request_context("/zh/search"), committed():
        yield public_id


@pytest.mark.parametrize(
    "filters",
    [
        "",
        "field=geothermal",
        "owner={owner}",
        "field=geothermal&owner={owner}",
        "field=hydrogen&trl=4..7&city=5101",
        "kind=need&field=geothermal",
        "kind=need&city=5101&cooperation=licence",
        "kind=need&budget_max=100",
        "kind=organisation&city=5101&verified=1",
        "codes=H01M",
        "kind=organisation&sort=newest&syn=0",
    ],
)
@pytest.mark.parametrize("words", ["余热", "余热 电池", ""])
def test_a_tab_counts_what_a_click_gives(stocked: str, filters: str, words: str) -> None:
    found = service.find(ANONYMOUS, [("q", words), *parse_qsl(filters.format(owner=stocked))])
    tabs = frame(found.query, found.index, found.results).tabs
    clicked = [service.find(ANONYMOUS, parse_qsl(urlsplit(tab["url"]).query)) for tab in tabs]
    assert [tab["count"] for tab in tabs] == [one.total for one in clicked]
    assert not any(one.notices for one in clicked)


def test_a_tab_keeps_the_filters_of_its_kind_and_drops_the_others(stocked: str) -> None:
    found = service.find(ANONYMOUS, [("q", "余热"), ("field", "geothermal"), ("owner", stocked), ("city", "5101")])
    _listings, needs, organisations = frame(found.query, found.index, found.results).tabs
    assert parse_qsl(urlsplit(needs["url"]).query) == [
        ("q", "余热"), ("kind", "need"), ("city", "5101"), ("field", "geothermal"),
    ]  # fmt: skip
    assert parse_qsl(urlsplit(organisations["url"]).query) == [
        ("q", "余热"),
        ("kind", "organisation"),
        ("city", "5101"),
    ]
    assert (needs["count"], organisations["count"]) == (1, 1)


def test_the_numbers_of_the_tabs_come_with_the_answer(stocked: str, monkeypatch) -> None:
    backend = indexing.backend()
    asked: list[object] = []
    search = backend.search
    monkeypatch.setattr(backend, "search", lambda plan, deadline: asked.append(plan) or search(plan, deadline))
    service.find(ANONYMOUS, [("q", "余热"), ("owner", stocked)])
    plain = len(asked)
    asked.clear()
    service.find(ANONYMOUS, [("q", "余热")])
    assert plain == len(asked)
