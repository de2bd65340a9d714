"""A question of signs only asks nothing: on the page, for programs, in basic mode, and when somebody asks why."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from marketplace.core.text import Text
from tests.factories.accounts import make_officer, make_organisation
from tests.factories.listings import make_listing

SIGNS = ['"', "-", '""', '-""', "OR", "AND", "NOT", "! OR !", "！！！", "-！"]
SAID = "There is nothing to search for: the question has only signs, or operators such as OR."
SAID_ZH = "检索式中只有符号或 OR 这样的运算符，没有可检索的内容。"


@pytest.fixture
def listing(committed, index) -> str:
    """A listing, as its public id; no index is built yet."""
    with committed():
        return make_listing(title=Text("烧结烟气余热回收 OR 发电", "Waste heat or power")).public_id


def asked(client: FlaskClient, question: str, **more: str) -> dict:
    return client.get("/api/v1/search", query_string={"q": question, **more}).json


@pytest.mark.parametrize("question", SIGNS)
@pytest.mark.parametrize("basic", [False, True])
def test_signs_alone_list_nothing_and_are_told(client, listing, index, question: str, basic: bool) -> None:
    if not basic:
        index()
    answer = asked(client, question, sort="newest")
    assert (answer["items"], answer["total"], answer["more"]) == ([], 0, False)
    assert answer["basic"] is basic
    told = [notice for notice in answer["notices"] if notice["code"] == "only_signs"]
    assert [(notice["field"], notice["text"]) for notice in told] == [("q", SAID_ZH)]
    page = client.get("/en/search", query_string={"q": question}).text
    assert SAID in page
    assert "0 results" in page
    assert "Save this search" not in page


@pytest.mark.parametrize("basic", [False, True])
def test_what_is_quoted_or_excluded_is_no_sign(client, listing, index, basic: bool) -> None:
    if not basic:
        index()
    for question, total in (("", 1), ('"OR"', 1), ("=OR", 1), ("-锂", 1), ("-余热", 0)):
        answer = asked(client, question)
        assert answer["total"] == total, question
        assert not [notice for notice in answer["notices"] if notice["code"] == "only_signs"]


@pytest.mark.parametrize("question", SIGNS)
def test_whoever_asks_why_is_told_that_nothing_was_asked(app, client, committed, index, sign_in, question: str) -> None:
    with committed():
        university = make_organisation("university")
        officer = make_officer(university)
        listing = make_listing(university, officer).public_id
    index()
    sign_in(client, officer)
    told = client.get(f"/api/v1/search/explain/listing/{listing}", query_string={"q": question}).json
    assert told["verdict"][0] == SAID_ZH
    assert not any("缺少" in sentence for sentence in told["verdict"])
    assert (told["place"], told["total"]) == (None, 0)
    page = client.get(f"/en/search/explain/listing/{listing}", query_string={"q": question}).text
    assert SAID in page
    assert "It lacks" not in page
    printed = app.test_cli_runner().invoke(args=["search", "explain", listing, "--", question])
    assert SAID_ZH in printed.output or SAID in printed.output, printed.output
