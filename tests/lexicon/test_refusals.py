"""What the lexicon does not accept is refused by field, alike for pages, programs, commands and the dry run."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask.testing import FlaskClient

from marketplace.core.policy import SYSTEM
from marketplace.lexicon import queries
from tests.factories.accounts import make_staff
from tests.factories.lexicon import make_synonyms, make_word

API = "/api/v1/lexicon"
ENGLISH = {"Accept-Language": "en"}
UNSEARCHABLE = {
    "en": "Write a term with letters or characters that can be searched.",
    "zh": "请填写可检索的文字或字母。",
}
TERM = {"term": "甲乙丙丁", "group": "zz"}
EMPTY = [
    ("synonyms", TERM, "kind", "Choose one of the listed entries."),
    ("synonyms", TERM, "lang", "Choose one of the listed entries."),
    ("synonyms", TERM, "source", "Write where the term comes from, or leave this entry out."),
    ("stop_terms", {"term": "甲乙丙丁"}, "lang", "Choose one of the listed entries."),
    ("words", {"term": "甲乙丙丁"}, "source", "Write where the term comes from, or leave this entry out."),
    ("pairs", {"zh": "甲乙", "en": "example"}, "source", "Write where the term comes from, or leave this entry out."),
]


@pytest.fixture
def keeper(client: FlaskClient, committed: Any, sign_in: Any) -> FlaskClient:
    """A client signed in as a reviewer of the centre."""
    with committed():
        user = make_staff("reviewer")
    sign_in(client, user)
    return client


@pytest.fixture
def run(app, connection) -> Callable[..., Result]:
    """Run `flask lexicon …`."""
    return lambda *words: app.test_cli_runner().invoke(args=["lexicon", *words])


def _fields(answer: Any, status: int = 422) -> dict[str, list[str]]:
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()["error"]["fields"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("section", "values", "field"),
    [
        ("synonyms", {"term": "%_!", "group": "zz"}, "term"),
        ("stop_terms", {"term": "%_!"}, "term"),
        ("pairs", {"zh": "热泵", "en": "%_!"}, "en"),
    ],
)
def test_a_term_that_cannot_be_searched_is_told_in_one_sentence(
    keeper: FlaskClient, section: str, values: dict[str, str], field: str, lang: str
) -> None:
    told = [UNSEARCHABLE[lang]]
    headers = {"Accept-Language": lang}
    assert _fields(keeper.post(f"{API}/{section}", json={"values": values}, headers=headers)) == {field: told}
    assert _fields(keeper.post(f"{API}/{section}/trial", json={"values": values}, headers=headers)) == {field: told}
    page = keeper.post(f"/{lang}/lexicon/{section}/new", data=values)
    assert page.status_code == 422
    assert UNSEARCHABLE[lang] in page.text
    assert not re.search(r">\s*(W|请)\s*<", page.text), "letter by letter"


def test_a_command_says_it_in_one_sentence(run) -> None:
    refused = run("add", "synonyms", "term=%_!", "group=zz")
    assert (refused.exit_code, refused.output) == (1, f"Error: term: {UNSEARCHABLE['en']}\n")


@pytest.mark.parametrize("empty", ["", "  ", None])
@pytest.mark.parametrize(("section", "values", "field", "sentence"), EMPTY)
def test_an_empty_entry_is_refused_and_one_left_out_has_its_default(
    keeper: FlaskClient, section: str, values: dict[str, str], field: str, sentence: str, empty: str | None
) -> None:
    sent = {"values": {**values, field: empty}}
    told = {field: [sentence if empty is not None else "This entry is needed."]}
    assert _fields(keeper.post(f"{API}/{section}", json=sent, headers=ENGLISH)) == told
    assert _fields(keeper.post(f"{API}/{section}/trial", json=sent, headers=ENGLISH)) == told
    made = keeper.post(f"{API}/{section}", json={"values": values}, headers=ENGLISH)
    assert made.status_code == 201
    assert made.get_json()["values"][field] == {"kind": "equal", "lang": "zh", "source": "centre"}[field]


def test_a_form_left_empty_has_the_default(keeper: FlaskClient, committed) -> None:
    sent = {**TERM, "kind": "", "lang": "", "source": ""}
    assert keeper.post("/zh/lexicon/synonyms/new", data=sent).status_code == 303
    with committed():
        made = queries.entries(SYSTEM, "synonyms", q=TERM["term"]).items[0]
    assert (made.values["kind"], made.values["lang"], made.values["source"]) == ("equal", "zh", "centre")


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        (["kind="], "kind", "Choose one of the listed entries."),
        (["lang="], "lang", "Choose one of the listed entries."),
        (["source="], "source", "Write where the term comes from, or leave this entry out."),
        (
            ["kind=", "source="],
            "source",
            "Write where the term comes from, or leave this entry out. kind: Choose",
        ),
    ],
)
def test_a_command_names_the_entry_left_empty(run, values: list[str], field: str, sentence: str) -> None:
    refused = run("add", "synonyms", "term=x", "group=y", *values)
    assert refused.exit_code == 1
    assert refused.output.startswith(f"Error: {field}: {sentence}")
    assert refused.output.count("\n") == 1


@pytest.mark.parametrize("named", ["NOPE", "", "AAAA\x00AAAAA", "9" * 500])
@pytest.mark.parametrize("values", [{"term": "甲乙丙丁", "group": "zz"}, None])
def test_an_entry_that_is_not_there_cannot_be_tried(
    keeper: FlaskClient, committed, values: dict[str, str] | None, named: str
) -> None:
    with committed():
        elsewhere = make_word("液流电池").public_id
    for public_id in (named, elsewhere):
        sent = {"values": values, "public_id": public_id}
        told = _fields(keeper.post(f"{API}/synonyms/trial", json=sent, headers=ENGLISH))
        assert list(told) == ["public_id"]


def test_taking_nothing_out_of_use_cannot_be_tried(keeper: FlaskClient) -> None:
    told = _fields(keeper.post(f"{API}/synonyms/trial", json={"values": None}, headers=ENGLISH))
    assert told == {"public_id": ["This entry is needed."]}


def test_a_change_names_the_version_that_was_read(keeper: FlaskClient, committed) -> None:
    with committed():
        row = make_synonyms("zz", "甲乙丙")[0]
    address = f"{API}/synonyms/{row.public_id}"
    without = keeper.put(address, json={"values": TERM}, headers=ENGLISH)
    assert _fields(without) == {"version": ["This entry is needed."]}
    assert keeper.put(address, json={"values": TERM, "version": 99}, headers=ENGLISH).status_code == 409
    assert keeper.put(address, json={"values": TERM, "version": row.version}, headers=ENGLISH).status_code == 200


def test_a_command_for_a_word_that_is_not_there_names_it_and_the_list(run) -> None:
    refused = run("retire", "words", "NOPE")
    assert refused.exit_code == 1
    assert refused.output == "Error: No entry of words has the id NOPE; `flask lexicon list words` shows them.\n"
