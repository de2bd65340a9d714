"""What documents and questions are cut into: recall of literal words, formulas, figures, English."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import Analysis
from search.analysis.stem import stem
from tests.search.house import analysis

PLAIN = Analysis()


def test_a_longer_dictionary_word_never_hides_a_shorter_one() -> None:
    cut = Analysis([("质子交换膜燃料电池", "plan")]).tokens("质子交换膜燃料电池")
    assert {"质子交换膜燃料电池", "燃料电池", "电池"} <= set(cut.words)


@pytest.mark.parametrize("text", ["页岩气返排液处理", "全钒液流电池储能系统", "一种水电站高压输电线路驱鸟保护装置"])
def test_every_word_of_the_best_cut_of_a_text_is_in_the_text(text: str) -> None:
    document = PLAIN.tokens(text)
    question = PLAIN.cut(text)
    assert set(question.words) <= set(document.words)
    assert set(question.bigrams) <= set(document.bigrams)
    assert set(question.singles) <= set(document.unigrams)


@given(st.text(max_size=120))
def test_tokens_can_be_stored_whatever_the_text(text: str) -> None:
    cut = PLAIN.tokens(text)
    for token in (*cut.words, *cut.unigrams, *cut.bigrams, *cut.english):
        assert token
        assert not any(char.isspace() for char in token)
        assert len(token.encode()) <= 200


@given(st.text(st.sampled_from("全钒液流电池储能系统的abc12./-() °%LiFePO4"), max_size=60))
def test_a_question_asks_only_for_what_its_own_text_has(text: str) -> None:
    document = PLAIN.tokens(text)
    question = PLAIN.cut(text)
    assert set(question.words) <= set(document.words)
    assert set(question.pieces) <= set(document.words)
    assert set(question.bigrams) <= set(document.bigrams)
    assert set(question.english) <= set(document.english)
    assert question.unigrams == document.unigrams


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("LiFePO4/C", {"lifepo4/c", "lifepo4", "lifepo", "4", "c"}),
        ("Fe-Cr-Ni", {"fe-cr-ni", "fe", "cr", "ni"}),
        ("10MW", {"10mw", "10", "mw"}),
        ("C#", {"c#", "c"}),
        ("(NH4)2SO4", {"nh42so4", "nh4", "2so4"}),
        ("1.5℃", {"1.5°c", "1.5"}),
        ("1.5 ℃", {"1.5°c", "1.5"}),
        ("n型硅片", {"n型", "n", "硅片"}),
        ("ＬｉＦｅＰＯ４", {"lifepo4"}),
    ],
)
def test_formulas_and_figures_are_found_whole_and_in_parts(text: str, tokens: set[str]) -> None:
    assert tokens <= set(PLAIN.tokens(text).words)


def test_a_question_asks_for_the_whole_formula() -> None:
    assert PLAIN.cut("LiFePO4/C").words == ("lifepo4/c",)
    assert PLAIN.cut("n型硅片").words == ("n型", "硅片")
    assert "nh42so4" in PLAIN.cut("(NH4)2SO4").words


def test_grammar_characters_and_stop_words_are_not_demanded() -> None:
    assert PLAIN.cut("锂电池的回收").singles == ()
    assert PLAIN.cut("recycling of batteries").words == ("recycling", "batteries")


def test_a_token_too_long_to_store_is_dropped_on_both_sides() -> None:
    long = "a" * 201
    assert PLAIN.tokens(f"电池 {long}").words == ("电池",)
    assert PLAIN.cut(long).words == ()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("batteries", "batteri"),
        ("battery", "batteri"),
        ("recycling", "recycl"),
        ("caresses", "caress"),
        ("agreed", "agre"),
        ("hopping", "hop"),
        ("filing", "file"),
        ("relational", "relat"),
        ("adoption", "adopt"),
        ("electrical", "electr"),
        ("sky", "sky"),
        ("h2", "h2"),
        ("é", "é"),
    ],
)
def test_porter(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("university", "universe"), ("organic", "organization"), ("engine", "engineering"),
        ("internal", "international"),
        ("general", "generation"), ("numerous", "numerical"), ("community", "communication"), ("import", "important"),
        ("wind", "winding"), ("carbon", "carbonate"), ("hydrogen", "hydrogenation"), ("electron", "electronics"),
        ("mineral", "miner"), ("new", "news"),
    ],
)  # fmt: skip
def test_words_of_different_meaning_keep_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    "forms",
    [
        "universities university",
        "engineers engineering",
        "generators generation",
        "carbonates carbonation",
        "organics organic",
    ],
)
def test_forms_of_one_word_stay_together(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


def test_av_names_the_dictionary_in_any_order_and_nothing_else() -> None:
    rows = [("钒", "a"), ("全钒液流电池", "plan")]
    assert Analysis(rows).av == Analysis(reversed(rows)).av
    assert Analysis(rows).av != Analysis(rows[:1]).av
    assert pickle.loads(pickle.dumps(analysis())).av == analysis().av


def test_a_stored_analysis_comes_back_or_is_refused() -> None:
    again = Analysis.load(analysis().dump())
    assert (again.av, again.dictionary) == (analysis().av, analysis().dictionary)
    with pytest.raises(ValueError, match="not a stored analysis"):
        Analysis.load(b"torn")
    with pytest.raises(ValueError, match="not a stored analysis"):
        Analysis.load(analysis().dump()[:20])


def test_an_analysis_of_other_code_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = analysis().dump()
    monkeypatch.setattr("search.analysis.analysis.SEGMENTER", "rjieba 99")
    with pytest.raises(ValueError, match="was cut by"):
        Analysis.load(stored)
