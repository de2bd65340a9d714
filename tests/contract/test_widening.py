"""Synonyms and translations find the same on both engines, and never what is kept apart."""

from __future__ import annotations

import time

import pytest

from search import Document, Index, Query, Results, Searcher
from search.analysis.lexicon import NO_LEXICON, Lexicon
from search.analysis.synonyms import Synonym, Synonyms
from search.analysis.terms import key
from search.analysis.translation import Pair, Translation
from search.backend import Backend
from search.box import parse_box
from search.fields import Text
from tests.contract.catalogue import PUBLIC, TEXTS, TITLES
from tests.contract.conftest import PATIENCE, Opener, load, unique_name

SYNONYMS = Synonyms(
    [
        *(Synonym("lfp", term) for term in ("LFP", "磷酸铁锂", "LiFePO4")),
        *(Synonym("vrfb", term) for term in ("VRFB", "全钒液流电池")),
        *(Synonym("voc", term) for term in ("VOCs", "挥发性有机物")),
        *(Synonym("storage", term, "never") for term in ("储能", "存储", "storage")),
    ]
)
PAIRS = [
    Pair("热泵", "heat pump", 5), Pair("脱硝", "denitration", 3), Pair("催化剂", "catalyst", 9),
    Pair("存储", "storage", 4), Pair("储能", "storage", 4), Pair("储能", "energy storage", 6),
    Pair("地源热泵", "heat from the ground", 3),
]  # fmt: skip
LEXICON = Lexicon(SYNONYMS, Translation(PAIRS), frozenset({key("技术")}))


def found(backend: Backend, text: str, lexicon: Lexicon = LEXICON, **more: object) -> Results:
    """The answer of an engine to a box."""

    searcher = Searcher(backend, slots=1, lexicon=lexicon)
    try:
        query = Query(
            audience=PUBLIC, text=parse_box(text, backend.index), deadline=time.monotonic() + PATIENCE, **more
        )  # type: ignore[arg-type]
        return searcher.search(query)
    finally:
        searcher.close()


def titles(results: Results) -> list[str]:
    """Titles of the hits in their order."""
    return [TITLES[hit.id] for hit in results.hits if hit.id in TITLES]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("LFP", "磷酸铁锂(LiFePO₄/C)正极材料制备"),
        ("VRFB", "全钒液流电池储能系统及其控制方法"),
        ("VOCs", "挥发性有机物吸附材料"),
        ("denitration catalysts", "燃煤电厂脱硝催化剂再生"),
    ],
)
def test_another_wording_finds_the_listing_first(loaded: Backend, asked: str, first: str) -> None:
    assert titles(found(loaded, asked))[0] == first
    assert first not in titles(found(loaded, asked, NO_LEXICON))


def test_every_translation_of_a_term_is_a_hit_with_all_words(loaded: Backend) -> None:
    results = found(loaded, "heat pumps")
    assert set(titles(results)) == {"高温热泵供热系统", "地源热泵地埋管换热器"}
    assert (results.step, results.total) == ("all_words", 2)
    assert [(n.code, n.value) for n in results.understanding] == [("translated", "热泵")]


@pytest.mark.parametrize("asked", ["heat from the ground", "use of heat from the ground", "Heat from the Ground"])
def test_a_term_with_words_of_grammar_is_read_as_one(loaded: Backend, asked: str) -> None:
    results = found(loaded, asked)
    assert titles(results)[0] == "地源热泵地埋管换热器"
    assert ("translated", "heat from the ground", "地源热泵") in [
        (notice.code, notice.field, notice.value) for notice in results.understanding
    ]


def test_data_and_energy_are_stored_apart(loaded: Backend) -> None:
    assert not titles(found(loaded, "storage"))
    assert "氢气高压存储容器" not in titles(found(loaded, "energy storage"))
    assert "抽水储能电站调度优化" in titles(found(loaded, "energy storage"))
    assert not {"氢气高压存储容器", "金属有机框架材料存储甲烷的方法"} & set(titles(found(loaded, "储能")))


@pytest.mark.parametrize("asked", ['"VRFB"', "标题:VRFB", "-全钒液流电池 VRFB"])
def test_what_is_taken_literally_is_not_widened(loaded: Backend, asked: str) -> None:
    assert "全钒液流电池储能系统及其控制方法" not in titles(found(loaded, asked))


def test_exact_words_find_what_has_them_and_nothing_else(loaded: Backend) -> None:
    assert found(loaded, "VRFB", exact=True).total == 0
    assert titles(found(loaded, "返排液 处理", exact=True)) == ["页岩气返排液处理装置"]
    assert found(loaded, "返排液 风电", exact=True).total == 0


def test_a_stop_term_is_not_demanded(loaded: Backend) -> None:
    results = found(loaded, "地源热泵 技术")
    assert titles(results)[0] == "地源热泵地埋管换热器"
    assert results.hits[0].step == "all_words"


def test_english_words_of_every_text_and_of_grammar_find_nothing_beside_what_is_asked(opener: Opener) -> None:
    """Few Chinese records have an English abstract: the rarity of "our" and "the" there is none."""
    fields = [Text("title", phrase=2, bigrams=True, english=True), Text("body", bigrams=True, english=True)]
    prose = "In the work we need our model to be of use, and it is looking at what the farm can do for a plant."
    told = [
        ("余热回收热泵", ""),
        ("燃煤电厂脱硝催化剂再生", ""),
        ("草地碳平衡", prose),
        *((name, "") for name, *_ in TEXTS),
    ]
    documents = [
        Document(f"listing:{number}", "listing", 1, PUBLIC, {"title": title, **({"body": body} if body else {})})
        for number, (title, body) in enumerate(told)
    ]
    backend = load(opener(Index(unique_name(), fields)), documents)
    lexicon = Lexicon(SYNONYMS, Translation(PAIRS), frozenset(map(key, ("need", "our", "looking"))))
    for question in ("we need a heat pump for our plant of the farm", "looking for a heat pump"):
        assert found(backend, question, lexicon).hits[0].id == "listing:0"
    assert "listing:2" not in {hit.id for hit in found(backend, "what of the heat pump we need", lexicon).hits}
    assert "listing:2" in {hit.id for hit in found(backend, "our need", lexicon).hits}  # nothing else is asked


def test_an_abbreviation_finds_what_the_words_it_stands_for_find(loaded: Backend) -> None:
    """With some of the words too, where few have them all."""
    by_words = titles(found(loaded, "挥发性有机物"))
    assert set(titles(found(loaded, "VOCs"))) >= {title for title in by_words if "有机" in title}
    assert len(by_words) > 1


def test_a_name_with_the_words_of_the_question_makes_no_record_an_answer(opener: Opener) -> None:
    """A company is called Battery Recycling: what it lists stands below what is about that in other words."""
    fields = [
        Text("title", phrase=2, bigrams=True, english=True, exact=True),
        Text("body", phrase=1, bigrams=True, english=True),
        Text("owner_name", weight=0.5, phrase=1),
    ]
    told = {
        "listing:1": {"title": "车用电池箱体焊接装置", "owner_name": "Rongcheng Battery Recycling Company"},
        "listing:2": {"title": "电池放置装置", "owner_name": "Rongcheng Battery Recycling Company"},
        "listing:3": {"title": "动力电池回收用粉碎机", "body": "动力电池回收用粉碎机"},
    }
    documents = [Document(name, "listing", 1, PUBLIC, values) for name, values in told.items()]
    others = [Document(f"listing:{name}", "listing", 1, PUBLIC, {"title": name}) for name, *_more in TEXTS]
    backend = load(opener(Index(unique_name(), fields)), [*documents, *others])
    lexicon = Lexicon(SYNONYMS, Translation([Pair("电池回收", "battery recycling", 5)]))
    assert found(backend, "battery recycling", lexicon).hits[0].id == "listing:3"
