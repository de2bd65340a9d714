"""What a saved search is made of: nothing of an address is dropped without a word, nothing breaks a page."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from markupsafe import escape
from sqlalchemy import select

from marketplace.alerts.models import SavedSearch
from marketplace.alerts.queries import questions
from marketplace.core.i18n import force_language
from marketplace.core.unit import session
from marketplace.discovery import service as discovery
from search.query import Notice
from tests.factories.accounts import make_user

API = "/api/v1/alerts/searches"


@pytest.fixture
def reader(client, committed, sign_in):
    with committed():
        user = make_user(lang="en")
    sign_in(client, user)
    return client


def kept(committed) -> list[str]:
    with committed():
        return [row.query for row in session().scalars(select(SavedSearch).order_by(SavedSearch.id))]


@pytest.mark.parametrize(
    "rest", ["page=5000", "page=20&size=100", "page=x&size=-1", "view=print&utm_source=mail&page="]
)
def test_pages_sizes_and_looks_mean_nothing_to_a_saved_search(reader, committed, rest: str) -> None:
    address = f"/zh/alerts/searches/new?q=储热&{rest}"
    page = reader.get(address)
    assert page.status_code == 200
    assert "alert" not in page.text.partition("<h1>")[2].partition("<form")[0]
    made = reader.post(API, json={"query": f"?q=储热&{rest}"})
    assert made.status_code == 201
    assert reader.post(address, data={"name": "储热", "frequency": "daily"}).status_code == 303
    assert kept(committed) == [urlencode([("q", "储热"), ("kind", "listing")])]


WRONG = [
    ("qq=电池&feld=energy", ["qq", "feld"]),
    ("q=电池&trl_min=abc", ["trl_min", "abc"]),
    ("q=电池&trl_min=6&trl_max=2", ["trl"]),
    ("q=电池&kind=patent", ["kind", "patent"]),
    ("q=电池&sort=cheapest", ["cheapest"]),
    ("电池", ["电池"]),
    ("q=电池&published_min=2026-02-30", ["published", "2026-02-30"]),
    ("q=" + "很长" * 150, ["q"]),
    ("q=电池&q=储热", ["q"]),
    ("q=电池&trl_min=3&trl_min=7", ["trl_min"]),
    ("q=电池&syn=maybe", ["syn", "maybe"]),
    ("q=" + "+".join(f"word{number}" for number in range(13)), ["q"]),
]


@pytest.mark.parametrize(("query", "named"), WRONG)
def test_programs_are_told_which_parameter_is_wrong(reader, committed, query: str, named: list[str]) -> None:
    answer = reader.post(API, json={"query": query}, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    said = " ".join(answer.json["error"]["fields"]["query"])
    assert all(name in said for name in named), said
    assert kept(committed) == []


def test_the_search_pages_put_it_into_words(reader, app, monkeypatch) -> None:
    monkeypatch.setattr(questions, "_sentences", [discovery.describe])
    answer = reader.post(API, json={"query": "q=电池&trl_min=abc"}, headers={"Accept-Language": "en"})
    with app.app_context(), force_language("en"):
        said = str(discovery.describe(Notice("bad_value", "trl_min", "abc"), refused=True))
    assert answer.json["error"]["fields"] == {"query": [said]}
    shown = reader.get("/en/alerts/searches/new?q=电池&trl_min=abc").text
    with app.app_context(), force_language("en"):
        assert str(escape(discovery.describe(Notice("bad_value", "trl_min", "abc")))) in shown


@pytest.mark.parametrize("date", ["@99999999999999", "@-99999999999999"])
def test_an_instant_nobody_can_write_as_a_day_is_never_kept(reader, committed, date: str) -> None:
    assert reader.post(API, json={"query": f"q=电池&published_max={date}"}).status_code == 422
    assert reader.get(f"/zh/alerts/searches/new?q=电池&published_max={date}").status_code == 200
    reader.post(API, json={"query": "q=电池", "name": "old"})
    with committed():
        session().scalars(select(SavedSearch)).one().query += f"&published_max={quote(date)}"
    assert "old" in reader.get("/zh/alerts/searches").text
    assert reader.get(API).json["items"][0]["words"] is None


def test_half_a_character_is_refused(reader, committed) -> None:
    answer = reader.post(API, data='{"query": "q=a&field=\\ud800"}', content_type="application/json")
    assert answer.status_code == 422
    assert "query" in answer.json["error"]["fields"]
    assert kept(committed) == []


def test_a_search_too_long_to_be_kept_names_the_limit(reader, committed) -> None:
    long = "q=" + "储" * 200 + "".join(f"&field=energy_{number:02d}_{'x' * 9}" for number in range(20))
    answer = reader.post(API, json={"query": long})
    assert answer.status_code == 422
    assert "2000" in answer.json["error"]["fields"]["query"][0].replace(",", "")
    address = f"/zh/alerts/searches/new?{long}"
    for refused in (reader.get(address), reader.post(address, data={"name": "n", "frequency": "daily"})):
        assert refused.status_code == 422
        assert "2000" in refused.text
    assert kept(committed) == []


def test_blank_entries_of_a_form_are_no_mistakes(reader, committed) -> None:
    assert reader.post(API, json={"query": "q=电池&kind=&sort=&trl_min=&field="}).status_code == 201
    assert kept(committed) == [urlencode([("q", "电池"), ("kind", "listing")])]


def test_the_page_shows_what_cannot_be_saved_and_saves_only_what_it_showed(reader, committed) -> None:
    address = "/en/alerts/searches/new?q=battery&feld=energy"
    shown = reader.get(address)
    assert shown.status_code == 200
    assert "feld" in shown.text
    assert "What is saved now: battery" in shown.text
    refused = reader.post(address, data={"name": "mine", "frequency": "weekly"})
    assert refused.status_code == 422
    assert "feld" in refused.text
    assert 'value="mine"' in refused.text
    assert kept(committed) == []
    action = refused.text.partition('action="/en/alerts/searches/new?')[2].partition('"')[0].replace("&amp;", "&")
    assert "feld" not in action
    saved = reader.post(f"/en/alerts/searches/new?{action}", data={"name": "mine", "frequency": "weekly"})
    assert saved.status_code == 303
    assert kept(committed) == ["q=battery&kind=listing"]


def test_a_question_of_many_words_is_saved_by_who_was_told_that_twelve_count(reader, committed) -> None:
    question = "+".join(f"word{number}" for number in range(13))
    address = f"/en/alerts/searches/new?q={question}"
    assert "What is saved now" in reader.get(address).text
    assert reader.post(address, data={"name": "many", "frequency": "daily"}).status_code == 303
    assert kept(committed) == [f"q={question}&kind=listing"]


@pytest.mark.parametrize("separator", ["\u2028", "\x85", "\v", "\f", "\n"])
def test_a_name_is_one_line(reader, committed, separator: str) -> None:
    made = reader.post(API, json={"query": "q=储热", "name": f"储热{separator}一"})
    assert made.json["name"] == "储热 一"
    path = f"{API}/{made.json['public_id']}"
    assert reader.patch(path, json={"name": f"储热{separator}二"}).json["name"] == "储热 二"
    unnamed = reader.post(API, json={"query": f"q=储冷{quote(separator)}三"})
    assert len(unnamed.json["name"].splitlines()) == 1
    form = {"name": f"储热{separator}四", "frequency": "daily"}
    reader.post(f"/zh/alerts/searches/{made.json['public_id']}", data=form)
    assert reader.get(path).json["name"] == "储热 四"
