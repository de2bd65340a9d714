"""Orders by what not every record states: it is told how many do not, and they come last, without the engine too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from marketplace.core import clock
from marketplace.core.text import Text
from marketplace.discovery.queries.frame import frame
from marketplace.listings.schemas import Maturity
from search import Query
from search.filters import NEWEST
from search.results import Results
from tests.factories.listings import make_benefit, make_listing
from tests.factories.needs import make_need

WAN = 1_000_000
ORDERS = {
    "benefit": ["tonnes", "grams", "loss"],
    "price": ["cheap", "middle", "dear"],
    "maturity": ["industrial", "pilot", "sketch"],
}


@pytest.fixture
def shelf(committed, index) -> dict[str, str]:
    """Listings, as names by public id, the unlike ones mixed in time; no index is built yet."""
    energy = make_benefit(kind="energy", value=Decimal(90), unit="tce")
    share = make_benefit(value=Decimal(80), unit="percent")
    stated = {
        "tonnes": [make_benefit(value=Decimal("0.5"), unit="t_co2e"), make_benefit(value=Decimal(7), unit="g_co2e")],
        "share": [share],
        "grams": [energy, make_benefit(value=Decimal("499999"), unit="g_co2e")],
        "energy": [energy],
        "loss": [make_benefit(value=Decimal(-3), unit="kg_co2e")],
        "nothing": [],
    }
    prices = {"dear": 300 * WAN, "cheap": 2 * WAN, "middle": 30 * WAN}
    levels = {"pilot": Maturity("trl_9", 6), "industrial": Maturity("trl_9", 9), "sketch": Maturity("trl_9", 2)}
    made: dict[str, str] = {}

    def add(name: str, **values: object) -> None:
        defaults = {"benefits": [], "price_min": None, "price_disclosure": None, "maturity": None} | values
        listing = make_listing(title=Text(f"余热 {name}", None), **defaults)
        listing.published_at = clock.now() - timedelta(hours=len(made) * 7 % 12)
        made[listing.public_id] = name

    with committed():
        for name, benefits in stated.items():
            add(name, benefits=benefits)
        for name, price in prices.items():
            add(name, price_min=price, price_disclosure="stated")
        for name, level in levels.items():
            add(name, maturity=level)
    return made


def pages(client: FlaskClient, order: str, size: int) -> Iterator[dict]:
    """The pages of an answer, one after the other."""
    for number in range(1, 20):
        answer = client.get(f"/api/v1/search?q=余热&sort={order}&size={size}&page={number}").json
        yield answer
        if not answer["more"]:
            return


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("engine_is_away", [False, True])
def test_what_states_no_value_comes_last_on_pages_that_join(
    client, shelf, index, order: str, engine_is_away: bool
) -> None:
    if not engine_is_away:
        index()
    whole = client.get(f"/api/v1/search?q=余热&sort={order}&size=100").json
    assert (whole["basic"], whole["not_applied"]) == (engine_is_away, [])
    listed = [shelf[item["public_id"]] for item in whole["items"]]
    assert listed[: len(ORDERS[order])] == ORDERS[order]
    assert sorted(listed) == sorted(shelf.values())
    read = list(pages(client, order, 4))
    assert [shelf[item["public_id"]] for answer in read for item in answer["items"]] == listed
    told = None if engine_is_away else len(shelf) - len(ORDERS[order])
    assert {answer["unstated"] for answer in read} == {told}


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("benefit", "9 results state no saving of greenhouse gas and come last."),
        ("price", "9 results state no price and come last."),
        ("maturity", "9 results state no maturity and come last."),
        ("newest", ""),
        ("relevance", ""),
    ],
)
def test_the_page_says_how_many_state_none(client, shelf, index, order: str, said: str) -> None:
    index()
    page = client.get(f"/en/search?q=余热&sort={order}").text
    assert said in page
    assert ("come last" in page) == bool(said)


def test_every_order_that_not_all_state_has_its_sentence(app, committed) -> None:
    declared = app.extensions["search_index"]
    with app.test_request_context("/zh/search"), committed():
        for name in set(declared.sorts) - {NEWEST}:
            asked = Query(audience=frozenset({"public"}), sort=name)
            results = Results((), 5, True, {}, "browse", "tantivy", "", unstated=2)
            assert "2" in frame(asked, declared, results).unstated, name


def test_without_the_engine_the_order_is_told_and_can_be_lifted(client, shelf) -> None:
    page = client.get("/en/search?q=余热&sort=price").text
    assert (
        "Numbers and titles are searched, in the order you asked for; what states no value for it comes last." in page
    )
    assert "Not applied" not in page
    assert 'sort=newest">Newest</a>' in page
    assert ">Relevance</a>" not in page
    paper = client.get("/en/search?q=余热&sort=price&view=print").text
    assert "<dd>Price</dd>" in paper
    away = client.get("/en/search?q=余热&sort=relevance").text
    assert "Order" in away.partition("Not applied")[2].partition("</p>")[0]


def test_kinds_together_are_in_one_order(client, committed, shelf) -> None:
    with committed():
        need = make_need(title=Text("余热需求", None)).public_id
    answer = client.get("/api/v1/search?q=余热&sort=price&kind=listing&kind=need&size=100").json
    listed = [item["public_id"] for item in answer["items"]]
    assert [shelf[name] for name in listed[:3]] == ORDERS["price"]
    assert need in listed[3:]
    assert answer["not_applied"] == []
