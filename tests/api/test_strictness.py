"""What no operation can use is refused on every address alike, with the rule and what to send instead."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.factories import accounts as people

API = "/api/v1"
ENGLISH = {"Accept-Language": "en"}
LISTS = (
    "search/suggest", "listings", "needs", "organisations", "taxonomy/rules", "pilot-platforms", "incubators", "deals",
    "alerts/searches", "alerts/watches", "alerts/deliveries", "lexicon/synonyms",
)  # fmt: skip


@pytest.fixture
def keeper(client: FlaskClient, committed, sign_in) -> FlaskClient:
    """A program of a reviewer."""
    with committed():
        user = people.make_staff("reviewer")
    sign_in(client, user)
    return client


def refusal(client: FlaskClient, method: str, path: str, **sent: object) -> dict[str, list[str]]:
    answer = client.open(f"{API}/{path}", method=method, headers=ENGLISH, **sent)
    assert answer.status_code == 422, answer.get_data(as_text=True)
    return answer.get_json()["error"]["fields"]


@pytest.mark.parametrize("path", LISTS)
def test_a_parameter_that_is_not_there_is_refused_and_those_there_are_named(keeper: FlaskClient, path: str) -> None:
    assert keeper.get(f"{API}/{path}").status_code == 200
    [sentence] = refusal(keeper, "GET", f"{path}?colour=green")["colour"]
    assert sentence.startswith("There is no such parameter. There are: ")


@pytest.mark.parametrize(
    ("path", "name"), [("search/suggest?q=a&q=b", "q"), ("lexicon/synonyms?page=1&page=2", "page")]
)
def test_two_values_for_one_are_refused(keeper: FlaskClient, path: str, name: str) -> None:
    assert refusal(keeper, "GET", path) == {name: ["This parameter has several values. Give one of them."]}
    assert keeper.get(f"{API}/search/suggest?q=a&q=a").status_code == 200


@pytest.mark.parametrize("path", ["lexicon/synonyms", "alerts/searches", "organisations"])
def test_pages_begin_at_one(keeper: FlaskClient, path: str) -> None:
    assert set(refusal(keeper, "GET", f"{path}?page=0")) == {"page"}


@pytest.mark.parametrize(
    ("method", "path", "sent", "name", "words"),
    [
        ("POST", "alerts/searches", {"query": "q=x", "frequency": "x"}, "frequency", "at_once, daily, weekly, muted"),
        ("POST", "alerts/searches", {"query": "x" * 4001}, "query", "At most 4000 characters"),
        ("POST", "alerts/watches", {"entity": "deal", "record": "7F3K9Q2M1A"}, "entity", "listing, need, organisation"),
        ("POST", "alerts/watches", {"entity": "need", "record": "7F3K9Q2M1A" * 2}, "record", "such as 7F3K9Q2M1A"),
        ("POST", "search/keep", {"record": "7F3K9Q2M1A"}, "record", "listing:7F3K9Q2M1A"),
        ("GET", "listings?field=bogus", None, "field", "hydrogen"),
        ("GET", "listings?state=bogus", None, "state", "published"),
        ("GET", "needs?city=bogus", None, "city", "/api/v1/taxonomy/codes/region"),
        ("GET", "organisations?region=bogus", None, "region", "/api/v1/taxonomy/codes/region"),
        ("GET", "pilot-platforms?service=bogus", None, "service", "Choose one of"),
        ("GET", "incubators?field=bogus", None, "field", "hydrogen"),
        ("GET", "lexicon/synonyms?kind=bogus", None, "kind", "equal, narrower, abbreviation, never"),
        ("GET", "search/compare?" + "&".join(f"item=7F3K9Q2M1{n}" for n in range(5)), None, "item", "4 entries"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_rule_and_the_remedy(
    keeper: FlaskClient, method: str, path: str, sent: dict[str, object] | None, name: str, words: str
) -> None:
    assert words in refusal(keeper, method, path, json=sent)[name][0]


def test_lists_of_codes_are_described(app) -> None:
    schemas = app.extensions["marketplace_api"].spec.to_dict()["components"]["schemas"]
    for name in ("NewSearch", "SearchChange", "Watch", "Frequency"):
        assert schemas[name]["properties"]["frequency"]["enum"][:4] == ["at_once", "daily", "weekly", "muted"]
