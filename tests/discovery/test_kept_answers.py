"""Answers kept for visitors: given again while nothing has changed, and never a moment longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import template_rendered
from jinja2 import Template

from marketplace.core import index_status, indexing
from marketplace.core.i18n import force_language
from marketplace.core.policy import ANONYMOUS, SYSTEM, Actor
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.discovery.api.results import ANSWER
from marketplace.discovery.service import answers
from marketplace.discovery.service.finding import MOST_PRINTS
from marketplace.lexicon import service as lexicon
from marketplace.listings import service as listings
from marketplace.listings.models import Listing
from search import SearchUnavailable
from search.plan import Plan
from search.query import Notice
from search.results import RawResults
from search.tantivy import TantivyBackend
from tests.factories.accounts import make_user
from tests.factories.listings import make_listing


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Plan]]:
    """What the engine was asked, by whoever asks; changes count as seen as soon as they are settled."""
    seen: list[Plan] = []
    search = TantivyBackend.search

    def watched(backend: TantivyBackend, plan: Plan, deadline: float) -> RawResults:
        seen.append(plan)
        return search(backend, plan, deadline)

    monkeypatch.setattr(TantivyBackend, "search", watched)
    monkeypatch.setattr(index_status, "SEEN_AFTER", timedelta(0))
    return seen


@pytest.fixture
def shelf(committed, index) -> Listing:
    """Two listings about one thing, in the index, with nothing waiting for it; the first of them."""
    with committed():
        first = make_listing(title=Text("余热回收装置", "Waste heat recovery"))
        make_listing(title=Text("余热锅炉", "Waste heat boiler"))
    index()
    settle(committed)
    return first


def settle(committed: Callable[[], object]) -> None:
    """Let the index take what waits for it."""
    while True:
        with committed():  # type: ignore[attr-defined]
            if not indexing.drain():
                return


def find(committed: Callable[[], object], actor: Actor = ANONYMOUS, **parts: str) -> service.Found:
    with committed():  # type: ignore[attr-defined]
        return service.find(actor, list(({"q": "余热"} | parts).items()))


def titles(found: service.Found) -> set[str]:
    return {row.title.zh for row in found.rows}


def test_the_same_question_is_answered_without_the_engine(committed, shelf, asked) -> None:
    first = find(committed)
    asked.clear()
    assert titles(find(committed)) == titles(first) == {"余热回收装置", "余热锅炉"}
    assert asked == []


def test_a_page_given_again_asks_the_database_less_and_is_the_same(
    client, committed, shelf, asked, count_queries
) -> None:
    with count_queries() as before:
        first = client.get("/zh/search?q=余热")
    asked.clear()
    with count_queries() as after:
        second = client.get("/zh/search?q=余热")
    assert asked == []
    assert len(after) < len(before)
    assert without_nonce(second) == without_nonce(first)


@pytest.fixture
def printed(app) -> Iterator[list[str]]:
    """The templates that are printed, by name."""
    names: list[str] = []

    def note(_app: object, template: Template, **_values: object) -> None:
        names.append(template.name or "")

    with template_rendered.connected_to(note, app):
        yield names


RESULTS = "discovery/found.html"


def test_results_are_printed_once_for_all_visitors(app, client, committed, shelf, asked, printed) -> None:
    pages = [visitor.get("/zh/search?q=余热").text for visitor in (client, app.test_client())]
    assert f'id="row-{shelf.public_id}"' in pages[1]
    assert printed.count(RESULTS) == 1
    part = client.get("/zh/search?q=余热", headers={"HX-Request": "true"}).text
    assert part in pages[1]  # what a filter asks for is the same part
    client.get("/en/search?q=余热")
    assert printed.count(RESULTS) == 2


def test_programs_get_the_same_answer_again_each_in_its_language(client, committed, shelf, asked, monkeypatch) -> None:
    dumped: list[object] = []
    dump = ANSWER.dump
    monkeypatch.setattr(ANSWER, "dump", lambda found: dumped.append(found) or dump(found))
    address = "/api/v1/search?q=余热&size=1"
    answers = [client.get(address, headers={"Accept-Language": lang}) for lang in ("en", "zh", "en", "zh")]
    assert len({answer.json["items"][0]["public_id"] for answer in answers}) == 1
    assert answers[0].data == answers[2].data != answers[1].data == answers[3].data
    assert len(dumped) == 2
    again = client.get(address, headers={"Accept-Language": "en", "If-None-Match": answers[0].headers["ETag"]})
    assert again.status_code == 304


def test_printed_results_show_the_ticks_of_their_own_address(client, committed, shelf, asked) -> None:
    ticked = f'id="tick-{shelf.public_id}" name="item" value="{shelf.public_id}" form="compare" checked'
    plain = client.get("/zh/search?q=余热").text
    assert ticked not in plain
    assert ticked in client.get(f"/zh/search?q=余热&item={shelf.public_id}").text
    assert client.get("/zh/search?q=余热").text == plain


def test_what_a_member_may_do_is_printed_for_nobody_else(app, client, committed, shelf, asked, sign_in) -> None:
    with committed():
        reader = make_user()
    member, keep = app.test_client(), 'action="/zh/search/keep"'
    sign_in(member, reader)
    for _again in range(2):
        assert keep in member.get("/zh/search?q=余热").text
        assert keep not in client.get("/zh/search?q=余热").text


def test_a_withdrawn_record_is_printed_no_more(client, committed, shelf, asked) -> None:
    row = f'id="row-{shelf.public_id}"'
    assert row in client.get("/zh/search?q=余热").text
    with committed():
        listings.withdraw(SYSTEM, shelf.public_id, reason="sold")
    assert row not in client.get("/zh/search?q=余热").text


def test_addresses_without_end_do_not_fill_the_memory(client, committed, shelf, asked) -> None:
    for number in range(3 * MOST_PRINTS):
        client.get(f"/zh/search?q=余热&utm_source={number}")
    assert 0 < len(find(committed).prints) <= MOST_PRINTS


def without_nonce(answer) -> str:
    """The page without what is new in every answer."""
    lines = answer.text.splitlines()
    return "\n".join(line for line in lines if "csrf" not in line and "nonce" not in line)


@pytest.mark.parametrize("parts", [{"page": "2", "size": "1"}, {"syn": "0"}, {"q": "锅炉"}, {"sort": "newest"}])
def test_another_question_is_asked(committed, shelf, asked, parts) -> None:
    find(committed)
    asked.clear()
    find(committed, **parts)
    assert asked


def test_each_language_has_its_own_rows(committed, shelf) -> None:
    shown = {}
    for language in ("zh", "en", "zh"):
        with force_language(language):
            shown[language] = {str(row.marked_title) for row in find(committed, q="余热").rows}
    assert any("装置" in title for title in shown["zh"])
    assert any("Waste heat" in title for title in shown["en"])


def test_who_is_signed_in_is_always_answered_anew(committed, shelf, asked) -> None:
    with committed():
        reader = make_user()
        actor = Actor(user_id=reader.id)
    find(committed, actor)
    asked.clear()
    find(committed, actor)
    assert asked


def test_what_is_withdrawn_is_gone_with_the_next_answer(committed, shelf, asked) -> None:
    find(committed)
    with committed():
        listings.withdraw(SYSTEM, shelf.public_id, reason="sold")
    assert titles(find(committed)) == {"余热锅炉"}  # the index still has it
    settle(committed)
    assert find(committed).total == 1


def test_what_is_written_anew_is_shown_with_the_next_answer(committed, shelf, asked) -> None:
    find(committed)
    with committed() as opened:
        opened.get(Listing, shelf.id).title = Text("余热回收新装置", None)
    assert titles(find(committed)) == {"余热回收新装置", "余热锅炉"}


def test_what_is_new_is_found_once_the_index_has_it(committed, shelf, asked) -> None:
    assert find(committed).total == 2
    with committed():
        make_listing(title=Text("余热发电", None))
    settle(committed)
    assert find(committed).total == 3


def test_nothing_is_kept_while_a_change_waits_or_may_not_be_seen_yet(committed, shelf, asked, monkeypatch) -> None:
    with committed():
        make_listing(title=Text("光伏组件", None))
    for _again in range(2):
        find(committed)
    assert len(asked) >= 2
    settle(committed)
    monkeypatch.setattr(index_status, "SEEN_AFTER", timedelta(hours=1))
    asked.clear()
    for _again in range(2):
        find(committed)
    assert len(asked) >= 2


def test_a_change_that_was_noted_before_the_newest_is_seen_when_it_is_settled(committed, shelf, asked) -> None:
    """Two transactions overlap: the one with the smaller number ends last, after answers were given."""
    edition = settled_edition(committed)
    with committed() as opened:
        opened.add(late := index_status.OutboxRow(id=edition.noted - 1000, entity="listing", entity_id=shelf.id))
        opened.flush()
        assert late.id < edition.noted
    settle(committed)
    assert settled_edition(committed) != edition


def settled_edition(committed: Callable[[], object]) -> index_status.Edition:
    with committed():  # type: ignore[attr-defined]
        found = index_status.edition()
    assert found is not None
    return found


def test_a_new_synonym_widens_the_next_answer(committed, shelf, asked) -> None:
    assert find(committed, q="废热").total == 0
    with committed():
        for term in ("废热", "余热"):
            values = {"group": "waste_heat_recovery", "term": term, "kind": "equal", "lang": "zh", "source": "centre"}
            lexicon.add(SYSTEM, section="synonyms", **values)
    assert find(committed, q="废热").total == 2


def test_a_rebuilt_index_is_asked(committed, shelf, index, asked) -> None:
    find(committed)
    index()
    asked.clear()
    find(committed)
    assert asked


def test_an_answer_is_kept_for_a_minute_at_most(committed, shelf, asked, monkeypatch) -> None:
    find(committed)
    monkeypatch.setattr(answers, "KEPT_SECONDS", 0.0)
    asked.clear()
    find(committed)
    assert asked


def test_as_many_are_kept_as_the_settings_say(app, committed, shelf, asked, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], kept_answers=1))
    find(committed)
    find(committed, q="锅炉")
    asked.clear()
    find(committed, q="锅炉")
    assert asked == []
    find(committed)
    assert asked
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], kept_answers=0))
    asked.clear()
    find(committed)
    assert asked


def test_while_the_engine_is_away_what_was_answered_stays_answered(committed, shelf, asked, monkeypatch) -> None:
    """Nothing has changed, so the full answer is still true; other questions are answered in the basic mode."""
    find(committed)

    def away(*_parts: object) -> RawResults:
        raise SearchUnavailable("engine")

    monkeypatch.setattr(TantivyBackend, "search", away)
    assert not find(committed).basic
    assert find(committed, q="锅炉").basic


def test_what_came_in_the_basic_mode_is_not_kept(committed, shelf, asked, monkeypatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(TantivyBackend, "search", lambda *_parts: (_ for _ in ()).throw(SearchUnavailable("engine")))
        assert find(committed).basic
    assert not find(committed).basic


@pytest.mark.parametrize(
    ("change", "is_whole"),
    [
        ({}, True),
        ({"partial": True}, False),
        ({"facets_left_out": True}, False),
        ({"understanding": (Notice("meaning_left_out"),)}, False),
        ({"understanding": (Notice("attachment_left_out"),)}, False),
        ({"understanding": (Notice("expanded", "余热", "废热"),)}, True),
    ],
)
def test_an_answer_from_which_something_was_left_out_is_not_kept(committed, shelf, change, is_whole) -> None:
    found = find(committed)
    assert found.results is not None
    assert replace(found, results=replace(found.results, **change)).is_whole is is_whole


def test_notices_are_those_of_the_address_that_was_asked(committed, shelf, asked) -> None:
    assert not find(committed).notices
    asked.clear()
    assert find(committed, nonsense="1").notices
    assert asked == []
