"""What texts have in common: telling terms, a likeness that is fair to short texts, and the plan made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import similar
from search.plan import Constant, Term
from search.similar import Frequencies
from tests.search.house import analysis

WORDS = st.sampled_from(["电解", "制氢", "电极", "余热", "换热器", "方法", "系统", "electrolysis"])
TEXTS = st.dictionaries(WORDS, st.integers(1, 9), max_size=8)
FOUND = Frequencies(1000, {"方法": 900, "系统": 700, "余热": 30, "电解": 25, "换热器": 12})


def test_figures_and_amounts_are_no_terms() -> None:
    counts = similar.terms_of(["新增3台机组，停机二十次，效率达到95%。", "LiFePO4 正极"], analysis())
    assert {"机组", "效率", "lifepo4", "正极"} <= counts.keys()
    assert not counts.keys() & {"3", "95%", "二十次", "3台"}


def test_a_term_counts_once_a_sentence() -> None:
    assert similar.terms_of(["余热余热。余热回收"], analysis())["余热"] == 2


def test_telling_terms_are_rare_ones_that_can_be_found_elsewhere() -> None:
    weighted = similar.weights({"方法": 3, "余热": 3, "换热器": 1, "独此一见": 5}, FOUND)
    assert list(similar.key_terms(weighted, FOUND, most=2)) == ["余热", "换热器"]


def test_before_the_first_counting_every_term_may_be_asked_for() -> None:
    nothing = Frequencies()
    assert "独此一见" in similar.key_terms(similar.weights({"独此一见": 1}, nothing), nothing)


@given(TEXTS, TEXTS)
def test_likeness_lies_between_0_and_1_and_knows_no_direction(one: dict[str, int], other: dict[str, int]) -> None:
    a, b = similar.weights(one, FOUND), similar.weights(other, FOUND)
    value = similar.likeness(a, b, FOUND)
    assert 0 <= value <= 1
    assert value == pytest.approx(similar.likeness(b, a, FOUND))
    assert (value > 0) == any(FOUND.rarity(term) for term in one.keys() & other.keys())


def test_a_term_of_more_than_every_tenth_record_tells_nothing() -> None:
    assert FOUND.rarity("方法") == 0
    assert FOUND.rarity("换热器") > FOUND.rarity("余热") > 0
    assert Frequencies(12, {"方法": 11}).rarity("方法") > 0  # in a few records chance decides what is common


def test_words_of_the_few_english_texts_are_as_common_as_among_them() -> None:
    counts = {"study": 40, "lifepo4": 60, "余热": 30, "once": 1}
    evened = similar.evened(counts, 2_000, {"study": 40, "lifepo4": 4, "once": 1}, 200)
    assert evened == {"study": 400, "lifepo4": 60, "余热": 30, "once": 1}
    found = Frequencies(2_000, evened)
    assert found.rarity("study") == 0.0
    assert found.rarity("lifepo4") > 0
    assert not found.may_be_elsewhere("once")
    assert similar.evened(counts, 2_000, {"study": 40}, 99) == counts, "so few English texts say nothing"


def test_one_word_in_common_with_a_bare_title_weighs_less_than_three_with_a_text() -> None:
    need = similar.weights({"余热": 2, "换热器": 2, "电解": 1, "系统": 1}, FOUND)
    title = similar.weights({"余热": 1}, FOUND)
    text = similar.weights({"余热": 2, "换热器": 1, "电解": 1, "制氢": 2, "电极": 2, "方法": 1}, FOUND)
    assert similar.likeness(need, title, FOUND) < similar.likeness(need, text, FOUND)


def test_the_plan_asks_for_terms_in_every_field_and_gives_points_for_the_class() -> None:
    plan = similar.plan(
        {"余热": 8.0, "换热": 4.0},
        {"title": 1.0, "keywords": 2.0},
        audience={"public"},
        kind="listing",
        apart_from="listing:1",
        classes={"field": ("geothermal",)},
    )
    terms = [node for node in plan.score.clauses if isinstance(node, Term)]
    assert Term("keywords_w", "换热", 1.0) in terms
    assert len(terms) == 4
    assert any(isinstance(node, Constant) for node in plan.score.clauses)


def test_classes_and_numbers_of_patents_are_no_terms() -> None:
    counts = similar.terms_of(["发明专利申请，公开号CN114122406A，IPC小类H01M、C25B，磷酸铁锂正极"], analysis())
    assert {"磷酸", "正极"} <= set(counts)
    assert not {"h01m", "c25b", "cn114122406a"} & set(counts)
