"""English while one types: terms of lexicon, keywords and titles that find something, by any word, spelt right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marketplace.core import jobs
from marketplace.core.policy import SYSTEM
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.discovery.service import suggestions
from marketplace.lexicon.queries import snapshot
from marketplace.listings import service as listings
from tests.factories.lexicon import make_pair, make_synonyms
from tests.factories.listings import make_listing

NOTHING = Text(None, None)
SILENT = {
    "summary": NOTHING,
    "problem": NOTHING,
    "solution": NOTHING,
    "missing_to_scale": NOTHING,
    "pilot_need": NOTHING,
}


@pytest.fixture(autouse=True)
def _own_lexicon() -> Iterator[None]:
    snapshot.forget()
    yield
    snapshot.forget()


def listed(zh: str, en: str | None = None, **values: object):
    """A listing that says nothing but its title and keywords."""
    return make_listing(title=Text(zh, en), **{**SILENT, "keywords": [], **values})


@pytest.fixture
def built(app, committed):
    """Listings about heat and batteries, mostly in Chinese, and a lexicon that knows more than they say."""
    with committed():
        make_pair("余热回收", "waste heat recovery", 3)
        make_pair("余热", "waste heat", 2)
        make_pair("模型", "estimation model", 1)
        make_pair("海水淡化", "seawater desalination", 4)
        make_pair("储能", "batery storage", 1)
        make_pair("DoS攻击", "dos attack", 3)
        make_synonyms("cds", "硫化镉", "CdS", "cadmium sulfide")
        make_synonyms("vrfb", "全钒液流电池", "VRFB", "vanadium redox flow battery")
        make_synonyms("apart", "储能", "storage of data", kind="never")
        for number in range(4):
            listed(f"烧结烟气余热回收装置 {number}", f"Lithium-ion battery stack {number}")
        listed("全钒液流电池隔膜模型", "Carbon sequestration by energy crops")
        listed("防DDoS攻击的含Cd变流器")
        listed("储能变流器", None, keywords=["energycrops", "carbonsquestration", "lithium-ionbatery anode"])
        listed("燃料电池双极板", None, keywords=["Fuel cell", "bipolar plates", "LiFePO4", "Camelina", "flue gas"])
        listed("燃料电池膜电极", None, keywords=["fuel cells", "fuel cell", "flue gases"])
        listed("机密装置", None, keywords=["wastage"], state="draft")
        suggestions.rebuild()
    with app.test_request_context("/en/search"), committed():
        yield


def texts(words: str) -> list[str]:
    return [found.text for found in service.suggest(words) if found.kind == "term"]


def test_terms_of_the_lexicon_are_suggested_as_far_as_they_find_something(built) -> None:
    assert texts("wast") == ["waste heat", "waste heat recovery"]
    assert texts("vanadium") == ["vanadium redox flow battery"]
    assert texts("vr") == ["VRFB", "vanadium redox flow battery"]
    assert texts("seawater") == []
    assert texts("storage of") == []


def test_what_only_looks_like_a_hit_is_none(built) -> None:
    """A model is more than a single paper's translation, DDoS no DoS, and Cd no CdS."""
    assert texts("estimation") == []
    assert texts("dos a") == []
    assert texts("cadm") == []


def test_a_word_of_several_titles_is_suggested_by_itself(built) -> None:
    assert texts("batt")[0] == "battery"


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("heat r", ["waste heat recovery"]),
        ("recov", ["waste heat recovery"]),
        ("flow b", ["vanadium redox flow battery"]),
        ("redox-flow", ["vanadium redox flow battery"]),
        ("Waste-Heat R", ["waste heat recovery"]),
        ("eat r", []),
    ],
)
def test_any_word_of_a_term_may_be_typed_first(built, typed: str, suggested: list[str]) -> None:
    assert texts(typed) == suggested


def test_what_begins_with_the_typed_goes_before_what_has_it_later(built) -> None:
    assert texts("heat") == ["waste heat", "waste heat recovery"]
    first = service.suggest("waste h")[0]
    assert (first.typed, first.rest) == ("waste h", "eat")
    assert {one.target for one in service.suggest("recov") if one.kind == "term"} == {""}


def test_misprints_are_left_out(built) -> None:
    assert texts("energyc") == []
    assert texts("carbonsq") == []
    assert texts("lithium-ionb") == []
    assert texts("bate") == []


def test_formulas_and_rare_words_that_no_frequent_one_explains_stay(built) -> None:
    assert texts("lifep") == ["LiFePO4"]
    assert texts("camel") == ["Camelina"]


def test_singular_and_plural_are_suggested_once(built) -> None:
    assert texts("fuel") == ["fuel", "fuel cell"]
    assert texts("bipolar") == ["bipolar plates"]
    assert len(texts("flue g")) == 1


def test_only_public_words_are_suggested(built) -> None:
    assert texts("wastag") == []


def test_letters_may_be_english_or_pinyin_and_the_page_says_which_is_shown_most(app, committed) -> None:
    with committed():
        listed("示例", None, keywords=[f"shell method {chr(97 + n) * 3}" for n in range(9)])
        listed("示例", None, keywords=[f"设备方法{n}" for n in "甲乙丙丁戊己庚辛壬"])
        suggestions.rebuild()
    for language, places in (("en", {"en": 6, "zh": 0}), ("zh", {"en": 3, "zh": 3})):
        with app.test_request_context(f"/{language}/search"), committed():
            app.preprocess_request()
            found = [one.lang for one in service.suggest("she") if one.kind == "term"]
        assert {lang: found.count(lang) for lang in places} == places


def test_suggestions_follow_a_listing_without_losing_what_it_still_has(app, committed) -> None:
    with committed():
        make_pair("海水淡化", "seawater desalination", 4)
        make_pair("膜组件", "membrane module", 2)
        listing = listed("海水淡化膜组件", None, keywords=["membrane destillation", "membranemodule"])
        suggestions.rebuild()
    with app.test_request_context("/en/search"), committed():
        for _twice in range(2):
            jobs.run_now("discovery.follow_listing", listing_id=listing.id)
        assert texts("sea") == texts("desal") == ["seawater desalination"]
        assert texts("membrane d") == ["membrane destillation"]
        assert texts("membranemod") == ["membrane module"]
        listings.withdraw(SYSTEM, listing.public_id, reason="sold")
        jobs.run_now("discovery.follow_listing", listing_id=listing.id)
        assert texts("sea") == texts("desal") == []
