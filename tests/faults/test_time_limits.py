"""However an engine hangs, what may be waited for it and for the basic mode adds up to a second."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from elastic_transport import Transport
from sqlalchemy import Engine, text

from marketplace.core import indexing
from marketplace.core.text import Text
from marketplace.discovery.service.basic import UNASKED, Titles, milliseconds_left, titles
from search import Index, Query, Searcher, SearchUnavailable
from search.analysis import Analysis
from search.box import parse_box
from search.breaker import LONGEST_PAUSE
from search.elastic import open_backend
from search.searcher import DEADLINE, SLOT_WAIT
from tests.factories.accounts import make_organisation
from tests.search.elastic.indices import FIELDS, ask

SECOND = 1000
ROUNDING = 0.01  # seconds by which a wait may end too soon


@pytest.fixture
def silent() -> Iterator[str]:
    """Address of a server that takes connections and never answers, as one that was stopped does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_engine_and_basic_mode_together_have_a_second() -> None:
    assert DEADLINE * SECOND + milliseconds_left(DEADLINE, "deadline") <= SECOND
    assert SLOT_WAIT * SECOND + milliseconds_left(SLOT_WAIT, "busy") <= SECOND
    assert UNASKED <= SECOND


def test_two_probes_after_the_longest_pause_end_within_thirty_seconds() -> None:
    assert LONGEST_PAUSE + 2 * DEADLINE < 30


def test_a_search_waits_for_a_silent_server_no_longer_than_its_deadline(
    silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed: list[float] = []  # seconds that the client may wait, one for each request
    perform = Transport.perform_request

    def noted(self: Transport, *args: Any, **options: Any) -> Any:
        allowed.append(options["request_timeout"])
        return perform(self, *args, **options)

    monkeypatch.setattr(Transport, "perform_request", noted)
    searcher = Searcher(open_backend(silent, Index("silent", FIELDS), Analysis()))
    with pytest.raises(SearchUnavailable):
        ask(searcher, DEADLINE)
    assert allowed
    assert sum(allowed) <= DEADLINE + ROUNDING  # each waits in vain, so their limits are what is spent


def read(words: str, milliseconds: int, kind: str, sort: str = "", **filters: tuple[str, ...]) -> Titles:
    index = indexing.declared()
    text = parse_box(words, index)
    asked = Query(audience=frozenset({"public"}), kinds=(kind,), filters=filters, text=text, sort=sort)
    return titles(asked, index, milliseconds)


def test_words_that_take_too_long_are_left_out_and_the_filters_stay(app, committed) -> None:
    with committed():
        for _number in range(40):
            make_organisation("enterprise", name=Text("长" * 200_000, None), region_code="5110")
        wanted = make_organisation("institute", region_code="5110")
        make_organisation("institute", region_code="5101")
        found = read("短 -缺", 5, "organisation", city=("5110",))
        assert found.words_left_out
        assert found.waiting == ()
        assert found.names[0] == f"organisation:{wanted.public_id}"
        assert (len(found.names), found.more) == (20, True)


def test_filters_there_is_no_time_for_are_named(app, committed, engine: Engine) -> None:
    with engine.begin() as other, committed():
        # As a migration does: whoever asks for the city of an owner waits, and listings by themselves are read.
        other.execute(text("LOCK TABLE account_organisation IN ACCESS EXCLUSIVE MODE"))
        found = read("余热", 20, "listing", city=("5110", "5101"), type=("result",))
        assert found.words_left_out
        assert [part.param for part in found.waiting] == ["city", "city", "type"]


@pytest.mark.parametrize("words", ["", "余热"])
def test_an_order_there_is_no_time_for_is_left_out_before_the_words(app, committed, engine: Engine, words: str) -> None:
    with engine.begin() as other, committed():
        other.execute(text("LOCK TABLE listing_benefit IN ACCESS EXCLUSIVE MODE"))
        found = read(words, 20, "listing", sort="benefit", type=("result",))
        assert [part.param for part in found.waiting] == ["sort"]
        assert not found.words_left_out
        assert read(words, 20, "listing", sort="price").waiting == ()
