"""Suggestions while one types: public words only, by beginning, pinyin and initials, few, quick, never an error."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text, update

from marketplace.core import jobs
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.discovery import service
from marketplace.discovery.models import SuggestTerm
from marketplace.discovery.service import suggesting, suggestions
from marketplace.listings import service as listings
from tests.factories.accounts import make_organisation
from tests.factories.lexicon import make_word
from tests.factories.listings import make_listing, make_patent


@pytest.fixture
def built(app, committed):
    """Listings of three universities, and the suggestions made of them."""
    with committed():
        owner = make_organisation("university", name=Text("示例重庆能源大学", "Example Chongqing Energy University"))
        make_listing(owner=owner, title=Text("烧结烟气余热回收装置", None), keywords=["余热回收", "烧结烟气"])
        make_listing(owner=owner, title=Text("水泥窑余热回收系统", None), keywords=["余热回收", "waste heat recovery"])
        make_listing(owner=owner, title=Text("全钒液流电池隔膜", None), keywords=["全钒液流电池", "(残缺", "61850"])
        make_listing(owner=owner, state="draft", title=Text("机密装置余热利用", None), keywords=["余热机密"])
        suggestions.rebuild()
    with app.test_request_context("/zh/search"), committed():
        yield


def texts(words: str, kind: str = "term") -> list[str]:
    return [found.text for found in service.suggest(words) if found.kind == kind]


@pytest.mark.parametrize("typed", ["余", "余热", "餘熱", "余热 回", "yure", "yrhs", "yuRE回", "余热回首", "ＹＲＨＳ"])
def test_a_term_is_suggested_by_its_beginning_its_sound_and_its_initials(built, typed: str) -> None:
    assert texts(typed)[0] == "余热回收"


def test_a_word_of_the_domain_inside_a_longer_one_is_suggested(built, committed) -> None:
    assert "余热" not in texts("余热")
    with committed():
        make_word("余热")
        suggestions.rebuild()
    assert texts("yure")[:2] == ["余热", "余热回收"]


def test_what_begins_with_the_typed_goes_before_what_only_sounds_like_it(built) -> None:
    assert texts("waste") == ["waste heat recovery"]
    assert texts("whr") == ["waste heat recovery"]


@pytest.mark.parametrize("typed", ["", " ", "y", "-", "%", "_", "\x00", "'; DROP TABLE need; --", "zzzzzz", "\ud800"])
def test_too_little_and_nonsense_suggest_nothing(built, typed: str) -> None:
    assert service.suggest(typed) == []


def test_only_public_words_are_suggested_and_no_rubbish(built) -> None:
    assert texts("余热机") == []
    assert texts("(残") == []
    assert texts("61850") == []


def test_fields_lead_to_their_listings_in_both_languages(built) -> None:
    by_pinyin = [found for found in service.suggest("qingneng") if found.kind == "field"]
    by_name = [found for found in service.suggest("hydro") if found.kind == "field"]
    assert "氢能" in [found.text for found in by_pinyin]
    assert all(found.lang == "en" for found in by_name)
    assert by_name[0].url.startswith("/zh/search?field=")


def test_polyphones_in_names_of_organisations_are_read_in_their_phrase(built) -> None:
    assert texts("shilichongqing", "organisation") == ["示例重庆能源大学"]
    assert texts("slcq", "organisation") == ["示例重庆能源大学"]
    assert texts("shilizhongqing", "organisation") == []
    assert texts("Example Ch", "organisation") == ["Example Chongqing Energy University"]


def test_an_organisation_that_left_the_public_list_is_not_named(built, committed) -> None:
    with committed() as opened:
        opened.execute(update(SuggestTerm).where(SuggestTerm.kind == "organisation").values(target="NOBODY0000"))
    assert texts("示例重庆", "organisation") == []


def test_numbers_are_suggested_in_every_spelling(app, committed) -> None:
    patent = make_patent()
    number = patent["application_number"]
    digits = number.replace(".", "")
    with committed():
        make_listing(kind="patent", patents=[patent])
        suggestions.rebuild()
    with app.test_request_context("/zh/search"), committed():
        for typed in (number, digits, digits[:8], f"ZL{digits[:8]}", f"cn {digits[:4]} {digits[4:9]}"):
            assert texts(typed, "number") == [number], typed
        assert patent["grant_number"] in texts(patent["grant_number"][:-1].lower(), "number")
        assert texts("c25b11", "number") == ["C25B 11/04"]


def test_at_most_eight_are_suggested_and_other_kinds_keep_their_places(app, committed) -> None:
    with committed():
        owner = make_organisation("university", name=Text("示例储能研究院", None))
        make_listing(owner=owner, keywords=[f"示例储能方法{number}" for number in range(12)])
        suggestions.rebuild()
    with app.test_request_context("/zh/search"), committed():
        found = service.suggest("示例储能")
    assert len(found) == 8
    assert [one.kind for one in found].count("organisation") == 1


def test_suggestions_follow_a_listing_as_it_goes_and_comes_back(app, committed) -> None:
    with committed():
        listing = make_listing(keywords=["示例独有词"])
        make_listing(keywords=["示例共有词"])
        other = make_listing(keywords=["示例共有词"])
        suggestions.rebuild()
        listings.withdraw(SYSTEM, listing.public_id, reason="sold")
        listings.withdraw(SYSTEM, other.public_id, reason="sold")
    with app.test_request_context("/zh/search"), committed():
        for gone in (listing, other):
            jobs.run_now("discovery.follow_listing", listing_id=gone.id)
        assert texts("示例独有") == []
        assert texts("示例共有") == ["示例共有词"]
    with committed():
        fresh = make_listing(keywords=["示例新词"])
    with app.test_request_context("/zh/search"), committed():
        for _twice in range(2):
            jobs.run_now("discovery.follow_listing", listing_id=fresh.id)
        assert texts("示例新") == ["示例新词"]


def test_building_again_changes_nothing(built, committed) -> None:
    with committed() as opened:
        rows = select(SuggestTerm.kind, SuggestTerm.text, SuggestTerm.target, SuggestTerm.weight)
        before = set(map(tuple, opened.execute(rows)))
        suggestions.rebuild()
        assert set(map(tuple, opened.execute(rows))) == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_fragment_marks_what_is_added_and_asks_little(built, client, count_queries, lang: str) -> None:
    client.get(f"/{lang}/search/suggest?q=余")
    with count_queries() as seen:
        answer = client.get(f"/{lang}/search/suggest?q=余热")
    assert answer.status_code == 200
    assert len(seen) <= 2, seen
    assert "余热<strong>回收</strong>" in answer.text
    assert 'role="option"' in answer.text
    assert "<html" not in answer.text


def test_text_of_people_is_escaped(app, client, committed) -> None:
    with committed():
        make_organisation("university", name=Text('示例<b>"大学"</b>', None))
        suggestions.rebuild()
    answer = client.get("/zh/search/suggest?q=示例<b")
    assert "<b>" not in answer.text
    assert "&lt;b" in answer.text


def test_programs_get_the_same_suggestions(built, client) -> None:
    items = client.get("/api/v1/search/suggest?q=yrhs").json["items"]
    assert items[0]["text"] == "余热回收"
    assert items[0]["kind"] == "term"
    assert items[0]["url"].endswith("%E4%BD%99%E7%83%AD%E5%9B%9E%E6%94%B6")


def test_a_slow_database_gives_no_suggestions_and_no_error(built, client, monkeypatch) -> None:
    def slow(_words: str) -> list[object]:
        session().execute(text("SELECT pg_sleep(2)"))
        raise AssertionError("the statement was not cancelled")

    monkeypatch.setattr(suggesting, "suggestions", slow)
    answer = client.get("/zh/search/suggest?q=余热")
    assert answer.status_code == 200
    assert 'role="option"' not in answer.text


def test_operators_build_suggestions_by_command(app, committed) -> None:
    with committed():
        make_listing(keywords=["示例命令词"])
    answer = app.test_cli_runner().invoke(args=["discovery", "suggestions"])
    assert answer.exit_code == 0
    assert answer.output.endswith("suggestions built\n")
    with app.test_request_context("/zh/search"), committed():
        assert texts("示例命令") == ["示例命令词"]
