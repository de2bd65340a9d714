"""The basic mode keeps the reader's second: what the engine used up, the database does not get."""

from __future__ import annotations

import pytest

from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.discovery.service.basic import milliseconds_left, titles
from search import Query
from search.box import parse_box
from tests.factories.listings import make_listing
from tests.factories.needs import make_need


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


def test_it_reads_titles_of_the_kind_that_was_asked_for(app, committed) -> None:
    with committed():
        make_listing(title=Text("烧结烟气余热回收", None))
        need = make_need(title=Text("窑炉余热回收", None))
    with committed():
        asked = Query(
            audience=frozenset({"public"}), kinds=("need",), text=parse_box("余热", app.extensions["search_index"])
        )
        found = titles(ANONYMOUS, asked, 5_000)
        assert list(found.names) == [f"need:{need.public_id}"]
        assert not found.words_left_out
