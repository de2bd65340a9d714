"""The basic mode keeps the reader's second: what the engine used up, the database does not get."""

from __future__ import annotations

import time
from contextlib import ExitStack

import pytest

from marketplace.core.text import Text
from marketplace.discovery.service import basic
from marketplace.discovery.service.basic import milliseconds_left, titles
from marketplace.listings.schemas import Maturity
from search import Index, Query, Range, Searcher, SearchUnavailable
from search.box import parse_box
from search.query import FilterValue
from tests.factories.listings import make_listing
from tests.factories.needs import make_need

FAR = (1 << 63) - 1


@pytest.mark.parametrize(
    ("spent", "reason", "left"),
    [
        (0.8, "deadline", 200),
        (0.1, "engine", 900),
        (0.95, "deadline", 150),
        (2.0, "busy", 150),
        (0.0, "breaker_open", 800),
    ],
)
def test_both_together_take_a_second(spent: float, reason: str, left: int) -> None:
    assert milliseconds_left(spent, reason) == left


def test_a_page_leaves_the_database_what_the_engine_has_left(client, monkeypatch) -> None:
    def fail(_self: Searcher, _query: Query) -> None:
        time.sleep(0.3)
        raise SearchUnavailable("deadline")

    def noted(query: Query, index: Index, limit: int) -> basic.Titles:
        allowed.append(limit)
        return titles(query, index, limit)

    allowed: list[int] = []
    monkeypatch.setattr(Searcher, "search", fail)
    monkeypatch.setattr(basic, "titles", noted)
    assert client.get("/zh/search?q=余热").status_code == 200
    assert basic.LEAST <= allowed[0] <= 700


def test_it_reads_titles_of_the_kind_that_was_asked_for(app, committed) -> None:
    with committed():
        make_listing(title=Text("烧结烟气余热回收", None))
        need = make_need(title=Text("窑炉余热回收", None))
    with committed():
        asked = Query(
            audience=frozenset({"public"}), kinds=("need",), text=parse_box("余热", app.extensions["search_index"])
        )
        found = titles(asked, app.extensions["search_index"], 5_000)
        assert list(found.names) == [f"need:{need.public_id}"]
        assert not found.words_left_out
        assert not found.more


@pytest.mark.parametrize(
    ("value", "is_found"),
    [
        (Range(-FAR, FAR), True),
        (Range(None, FAR), True),
        (Range(FAR, None), False),
        (Range(None, -FAR, closed=False), False),
        ("0000", False),
        ("9999", False),
    ],
)
def test_days_beyond_the_calendar_are_no_error(app, committed, value: FilterValue, is_found: bool) -> None:
    with committed():
        make_need()
        asked = Query(audience=frozenset({"public"}), kinds=("need",), filters={"published_at": (value,)})
        found = titles(asked, app.extensions["search_index"], 5_000)
        assert bool(found.names) is is_found
        assert found.waiting == ()


def test_a_number_beyond_its_column_is_no_error(app, committed) -> None:
    with committed():
        make_listing(maturity=Maturity("trl_9", 5))
        for value, count in ((Range(1, FAR), 1), (Range(FAR, None), 0), (Range(-FAR, 1), 0)):
            asked = Query(audience=frozenset({"public"}), filters={"trl": (value,)})
            assert len(titles(asked, app.extensions["search_index"], 5_000).names) == count


def test_of_many_readers_at_once_few_let_the_database_read_its_titles(app, committed) -> None:
    index = app.extensions["search_index"]
    asked = Query(
        audience=frozenset({"public"}), kinds=("need",), text=parse_box("余热", index), filters=(("city", ("5101",)),)
    )
    with committed():
        newest = make_need(title=Text("窑炉密封", None))
    with committed(), ExitStack() as others:
        for _reader in range(basic.AT_ONCE):
            assert others.enter_context(basic._turn())
        found = titles(asked, index, 5_000)
        assert (list(found.names), found.words_left_out) == ([f"need:{newest.public_id}"], True)
        assert [part.param for part in found.waiting] == ["city"], "and it says so"
    with committed():
        assert titles(asked, index, 5_000).names == [], "the next one has its turn"
