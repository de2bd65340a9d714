"""Did you mean, in English: word by word against words with hits, and never against what is known to be right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.policy import ANONYMOUS
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.discovery.queries.vocabulary import Vocabulary, slips_between
from marketplace.discovery.service import suggestions
from marketplace.discovery.service.misprints import Misprints
from marketplace.lexicon.queries import snapshot
from marketplace.matching.models import MatchingTerm
from search.analysis.pinyin import one_slip_apart
from tests.factories.lexicon import make_pair, make_stop_term, make_synonyms
from tests.factories.listings import make_listing
from tests.search.slips import MISPRINTS, PLAIN, distance

WORDS = st.text("abcde", max_size=9)


@pytest.fixture(autouse=True)
def _own_lexicon() -> Iterator[None]:
    snapshot.forget()
    yield
    snapshot.forget()


@pytest.fixture
def stocked(app, committed, index):
    """Listings about batteries and heat in English, one of them in Chinese only, indexed, with suggestions."""
    with committed() as opened:
        make_pair("余热回收", "waste heat recovery", 3)
        make_synonyms("hear", "高温气冷堆", "HEAR", "high temperature reactor")
        make_synonyms("capture", "氢气捕集", "氢气收集")
        make_stop_term("heap")
        for number in range(3):
            make_listing(
                title=Text(f"示例电池 {number}", f"Lithium battery stack {number}"), keywords=["lithium battery"],
                field_codes=["energy_storage"],
            )  # fmt: skip
        make_listing(title=Text("示例电池", "Batery housing"), keywords=["housing"])
        make_listing(title=Text("烧结烟气余热回收装置", None), keywords=["steel sheet", "heat", "氢气捕获"])
        make_listing(
            title=Text("示例", None),
            keywords=[
                "photovoltaics", "industrial sector", "outer upper ring", "feet", "cell", "Wairaki process",
                "kitchen waste", "fujian",
            ],
        )  # fmt: skip
        opened.add(MatchingTerm(term="lignen", records=2))
        make_listing(title=Text("示例", None), keywords=["lignin", "lignite", "wheat"])
        suggestions.rebuild()
    index()
    with app.test_request_context("/en/search"), committed():
        yield


def ask(words: str, **values: str) -> tuple[str, ...]:
    return service.find(ANONYMOUS, [("q", words), *values.items()]).relief.spellings


MEANT = {
    "batery": "battery",
    "lithum battery": "lithium battery",
    "lithum batery": "lithium battery",
    "LITHIUM BATTREY": "lithium battery",
    "waste heet": "waste heat",
    "wsate heat recovry": "waste heat recovery",
    "photovlotiacs": "photovoltaics",
    "lithum电池": "lithium电池",
    "title:lithum": "title:lithium",
    "lithum -housing": "lithium -housing",
    "lithum-battery": "lithium-battery",
}
LEFT_ALONE = {
    "battery": "it is right",
    "batteries": "another form of what is right",
    "hear": "an abbreviation of the lexicon, one slip from heat",
    "HeAd": "a formula",
    "HEAD": "may be an abbreviation",
    "lithum2": "a model number",
    "lignen": "two records have it",
    "what kitchen boiler": "a word of grammar, one slip from wheat",
    "heap kitchen boiler": "a stop term, one slip from heat",
    "cel": "too short",
    "lithxxx": "too far away",
    '"lithum battery"': "a phrase is meant as it stands",
    "100 kW": "a figure with its unit, whatever term has such initials",
    "steel is our need": "among English words none is the initials of a term: is, our",
    "氢气捕集": "a term of the lexicon, one character from a keyword",
    "祖建": "Chinese characters that sound nearly as a Latin word of the records does",
    "100%_": "signs that a pattern of the database takes for any text",
    "CN114567890A": "an identifier",
    "lithum battery " * 5: "running text",
}


@pytest.mark.parametrize("typed", MEANT)
def test_a_misspelt_word_is_put_right_and_the_others_stay(stocked, typed: str) -> None:
    assert ask(typed) == (MEANT[typed],)


@pytest.mark.parametrize("typed", LEFT_ALONE)
def test_what_is_known_or_no_word_is_never_corrected(stocked, typed: str) -> None:
    assert ask(typed) == (), LEFT_ALONE[typed]


def test_neighbours_decide_between_words_equally_near(stocked) -> None:
    assert ask("waste heet") == ("waste heat",)
    assert ask("steel sheit") == ("steel sheet",)


def test_only_what_has_more_hits_under_the_same_filters_is_offered(stocked) -> None:
    assert ask("lithum battery", field="energy_storage") == ("lithium battery",)
    assert ask("lithum battery", field="hydrogen") == ()
    assert ask("ligmin") == ("lignin",)
    assert ask("housng") == ("housing",)
    assert ask("Wairakei process") == ("wairaki process",)
    assert ask("Wairaki process") == ()


@pytest.fixture
def shelves(app, committed, index):
    """Listings that have all the words which others are a slip or two away from."""
    words = sorted({*PLAIN.values(), *MISPRINTS.values()})
    with committed():
        for place in range(0, len(words), 8):
            make_listing(title=Text(f"示例 {place}", None), keywords=words[place : place + 8])
        suggestions.rebuild()
    index()
    with app.test_request_context("/en/search"), committed():
        yield


def test_a_plain_english_word_is_meant_whatever_is_spelt_nearly_so(shelves) -> None:
    assert {word: ask(word) for word in PLAIN} == dict.fromkeys(PLAIN, ())
    assert ask("factory batery") == ("factory battery",)


def test_misprints_are_put_right_beside_plain_words(shelves) -> None:
    assert {word: ask(word) for word in MISPRINTS} == {word: (meant,) for word, meant in MISPRINTS.items()}


@given(WORDS, WORDS, st.integers(0, 3))
def test_slips_are_counted_as_by_the_book(one: str, other: str, most: int) -> None:
    by_the_book = distance(one, other)
    assert (slips_between(one, other, most) <= most) == (by_the_book <= most)
    if by_the_book <= most:
        assert slips_between(one, other, most) == by_the_book
    assert (by_the_book == 1) == one_slip_apart(one, other)


KNOWN = Vocabulary(
    {
        **dict.fromkeys(("battery", "efficiency", "energy", "sequestration", "carbon", "storage", "soil"), 40),
        "privacy": 20, "ion": 9, "of": 9, "crops": 8, "cane": 1, "patern": 20, "pattern": 60, "nitrate": 12,
    },
    {("energy", "crops"): 1, ("energy", "cane"): 1, ("carbon", "sequestration"): 3, ("ion", "battery"): 4,
     ("storage", "of"): 2},
)  # fmt: skip


@pytest.mark.parametrize(
    "word",
    [
        *("batery", "battrey", "effciency", "eficiency", "energycrops", "energycane", "energycae"),
        *("carbonsquestration", "ionbatery", "patern", "sequestratoin", "storageof"),
    ],
)
def test_rare_words_that_frequent_ones_explain_are_misprints(word: str) -> None:
    assert Misprints(KNOWN, {word: 1}).stand_in(word)


@pytest.mark.parametrize("word", ["coil", "private", "nitrite", "camelina", "soils", "energy", "lifepo4", "biocarbon"])
def test_other_rare_words_are_none(word: str) -> None:
    lexicon = {"coil": 4, "nitrite": 3, "private": 1}
    known = Vocabulary({**lexicon, **KNOWN.counts}, KNOWN.pairs)
    assert not Misprints(known, {word: 1}).stand_in(word)


def test_what_several_listings_have_is_no_misprint_by_chance() -> None:
    assert Misprints(KNOWN, {"energycrops": 1}).stand_in("the energycrops")
    assert not Misprints(KNOWN, {"energycrops": 2}).stand_in("the energycrops")
