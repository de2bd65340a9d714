"""The score of a pair: bounded, explained by its parts, fair in both directions, and never over two scales."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.i18n import force_language
from marketplace.core.text import Text
from marketplace.matching.queries import wording
from marketplace.matching.queries.profiles import Profile, _Reader
from marketplace.matching.queries.score import PARTS, Part, Score, field_part, score, text_part
from search.analysis import Analysis
from search.analysis.lexicon import NO_LEXICON
from search.similar import Frequencies

WEIGHTS = {"text": 0.5, "field": 0.2, "maturity": 0.1, "mode": 0.1, "budget": 0.05, "region": 0.05}
FOUND = Frequencies(1000, {"方法": 800, "余热": 20, "换热器": 12, "腐蚀": 40, "电解": 25})
WORDS = st.dictionaries(
    st.sampled_from(["方法", "余热", "废热", "换热器", "腐蚀", "电解"]), st.integers(1, 9), max_size=5
)


def a_profile(words: dict[str, int] | None = None, **values: object) -> Profile:
    kept = Counter(words or {})
    own = {"named": frozenset(kept), "whole": frozenset(kept), **values}
    return Profile({"zh": kept}, {}, {"zh": " ".join(kept)}, **own)  # type: ignore[arg-type]


PROFILES = st.builds(
    a_profile,
    WORDS,
    fields=st.lists(st.sampled_from(["geothermal", "hydrogen", "wind"]), max_size=2, unique=True).map(tuple),
    technologies=st.lists(st.sampled_from(["geothermal.01", "hydrogen.02"]), max_size=2, unique=True).map(tuple),
    scale=st.sampled_from(["trl_9", "qingdao_2025"]),
    level=st.none() | st.integers(1, 9),
    modes=st.lists(st.sampled_from(["licence", "transfer"]), max_size=2, unique=True).map(tuple),
    money=st.none() | st.integers(0, 10**12),
    region=st.none() | st.sampled_from(["5101", "5107", "51", "11"]),
    also=st.sampled_from([{}, {"余热": ("废热",)}, {"废热": ("余热",)}, {"腐蚀": ("电解", "方法")}]),
)


def of(need: Profile, listing: Profile) -> Score:
    return score(need, listing, FOUND, WEIGHTS)


def value(found: Score, name: str) -> float:
    return next(part.value for part in found.parts if part.name == name)


@given(PROFILES, PROFILES)
def test_every_part_lies_between_0_and_1_and_their_points_are_the_score(need: Profile, listing: Profile) -> None:
    found = of(need, listing)
    assert [part.name for part in found.parts] == list(PARTS)
    assert all(0 <= part.value <= 1 for part in found.parts)
    assert sum(part.weight for part in found.parts) == pytest.approx(1)
    assert found.value == pytest.approx(sum(part.points for part in found.parts))
    assert 0 <= found.value <= 1


@given(PROFILES, PROFILES)
def test_what_has_no_direction_is_the_same_from_both_sides(one: Profile, other: Profile) -> None:
    for part in (text_part, lambda a, b, _found, weight: field_part(a, b, weight)):
        assert part(one, other, FOUND, 1.0).value == pytest.approx(part(other, one, FOUND, 1.0).value)
    for name in ("mode", "region"):
        assert value(of(one, other), name) == value(of(other, one), name)


@given(PROFILES, PROFILES, st.integers(1, 9), st.integers(1, 9))
def test_more_maturity_never_costs_points(need: Profile, listing: Profile, one: int, other: int) -> None:
    low, high = sorted((one, other))
    wanted = replace(need, level=5, scale="trl_9")
    below, above = (of(wanted, replace(listing, level=level, scale="trl_9")) for level in (low, high))
    assert value(below, "maturity") <= value(above, "maturity")


@given(PROFILES, PROFILES, st.integers(0, 10**12), st.integers(0, 10**12))
def test_a_lower_price_never_costs_points(need: Profile, listing: Profile, one: int, other: int) -> None:
    low, high = sorted((one, other))
    paid = replace(need, money=3 * 10**8)
    cheap, dear = (of(paid, replace(listing, money=price)) for price in (low, high))
    assert value(cheap, "budget") >= value(dear, "budget")


@given(PROFILES, PROFILES)
def test_a_technology_in_common_never_costs_points(need: Profile, listing: Profile) -> None:
    with_one = [replace(side, technologies=(*side.technologies, "wind.05")) for side in (need, listing)]
    assert value(of(*with_one), "field") >= value(of(need, listing), "field")


def test_levels_of_two_scales_are_not_compared() -> None:
    found = of(a_profile(level=4, scale="trl_9"), a_profile(level=9, scale="qingdao_2025"))
    part = next(part for part in found.parts if part.name == "maturity")
    assert (part.case, part.value, part.is_reason) == ("other_scale", 0.0, False)


def test_weights_count_in_proportion_whatever_their_sum() -> None:
    need = listing = a_profile({"余热": 3, "换热器": 2}, fields=("geothermal",), region="5101")
    doubled = {name: 2 * weight for name, weight in WEIGHTS.items()}
    assert score(need, listing, FOUND, doubled).value == pytest.approx(of(need, listing).value)


def test_terms_of_trade_alone_make_no_match() -> None:
    same = {"modes": ("licence",), "money": 10, "region": "5101", "level": 5, "scale": "trl_9"}
    found = of(a_profile({"余热": 2}, **same), a_profile({"电解": 2}, **same))
    assert len(found.reasons) == 4
    assert not found.is_match(2)


def test_wording_and_field_together_make_a_match() -> None:
    words = {"余热": 3, "换热器": 2, "腐蚀": 2}
    found = of(a_profile(words, fields=("geothermal",)), a_profile(words, fields=("geothermal",)))
    assert found.is_match(2)
    assert not found.is_match(3)


def test_a_keyword_that_stands_whole_in_both_texts_counts_although_it_was_cut_apart() -> None:
    need = Profile(
        {"zh": Counter({"失控": 1})}, {"热失控": ("失控",)}, {"zh": "电池热失控"}, named=frozenset({"热失控"})
    )
    listing = Profile({"zh": Counter({"电池": 1, "方法": 1})}, {}, {"zh": "电池热失控防护方法"})
    part = text_part(need, listing, FOUND, 1.0)
    assert part.value > 0
    assert part.facts["shared"]["zh"] == ["热失控"]


def test_texts_in_different_languages_are_not_compared_without_a_term_of_both() -> None:
    need, listing = in_chinese({"余热": 2}), in_english({"heat": 2})
    assert text_part(need, listing, FOUND, 1.0).case == "no_language"
    remark = replace(
        listing, words={**listing.words, "zh": Counter({"场地": 1})}, plain={**listing.plain, "zh": "场地"}
    )
    assert text_part(need, remark, FOUND, 1.0).case == "no_language"


@pytest.mark.parametrize("side", ["need", "listing"])
def test_a_term_and_its_translation_are_in_common_whichever_side_the_lexicon_knows(side: str) -> None:
    need, listing = in_chinese({"余热": 2, "换热器": 1}), in_english({"waste": 2, "heat": 2, "corrosion": 1})
    if side == "need":
        need = replace(need, translated={"余热": ("residual heat", "waste heat")})
    else:
        listing = replace(listing, translated={"waste heat": ("余热",)})
    part = text_part(need, listing, FOUND, 1.0)
    assert part.value > 0
    assert part.facts["shared"]["zh"] == ["余热 = waste heat"]
    assert part.facts["missing"]["zh"] == ["换热器"]


def test_translations_do_not_join_where_both_titles_have_a_language() -> None:
    """Bilingual texts would otherwise count the same thing twice."""
    both = Profile({"zh": Counter({"余热": 2}), "en": Counter({"heat": 2})}, {}, {"zh": "余热", "en": "heat"},
                   titled=("zh", "en"))  # fmt: skip
    need = in_chinese({"余热": 2})
    translated = replace(need, translated={"余热": ("heat",)})
    assert text_part(translated, both, FOUND, 1.0) == text_part(need, both, FOUND, 1.0)


def in_chinese(words: dict[str, int]) -> Profile:
    """A text in Chinese alone."""
    return replace(a_profile(words), titled=("zh",))


def in_english(words: dict[str, int]) -> Profile:
    """A text in English alone."""
    return Profile({"en": Counter(words)}, {}, {"en": " ".join(words)}, titled=("en",), named=frozenset(words))


@given(PROFILES, PROFILES)
def test_another_word_for_the_same_thing_never_costs_points(need: Profile, listing: Profile) -> None:
    silent = replace(listing, also={})
    known, unknown = (text_part(replace(need, also=also), silent, FOUND, 1.0) for also in ({"余热": ("废热",)}, {}))
    assert known.value >= unknown.value


def test_two_words_for_the_same_thing_are_a_term_in_common_and_none_that_is_missing() -> None:
    need, listing = a_profile({"废热": 2, "换热器": 1}), a_profile({"余热": 2, "腐蚀": 1})
    apart = text_part(need, listing, FOUND, 1.0)
    assert (apart.case, apart.facts["missing"]["zh"]) == ("none", ["废热", "换热器"])
    for one, other in (({"废热": ("余热",)}, {}), ({}, {"余热": ("废热",)})):
        met = text_part(replace(need, also=one), replace(listing, also=other), FOUND, 1.0)
        assert met.value > 0
        assert met.facts["shared"]["zh"] == ["余热 = 废热"]
        assert met.facts["missing"]["zh"] == ["换热器"]


def test_a_latin_abbreviation_is_no_part_of_a_longer_word() -> None:
    listing = Profile({"zh": Counter({"force": 1})}, {}, {"zh": "force 试验"})
    assert not listing.stands("orc", ("zh",))
    assert listing.stands("force", ("zh",))
    assert listing.stands("试", ("zh",))


def test_a_term_that_is_only_said_on_the_way_is_no_reason() -> None:
    """Words of the body that neither title nor keywords have: 作为, 前景, two, designed."""
    words = {"余热": 3, "换热器": 2, "腐蚀": 2}
    need, listing = (a_profile(words, named=frozenset(), fields=("geothermal",)) for _side in range(2))
    found = of(need, listing)
    part = found.parts[0]
    assert part.value > 0
    assert (part.case, part.is_reason, part.facts["shared"]) == ("none", False, {"zh": []})
    assert found.unmet(2) == ("wording", "reasons")
    named = of(replace(need, named=frozenset({"腐蚀"})), listing)
    assert named.parts[0].facts["shared"] == {"zh": []}  # in four of a hundred records: common
    assert of(replace(need, named=frozenset({"换热器"})), listing).parts[0].facts["shared"] == {"zh": ["换热器"]}


def test_a_long_term_of_both_titles_is_telling_although_many_records_have_it() -> None:
    counts = Frequencies(1000, {"充电桩": 60, "检测": 60, "system": 60})
    both = a_profile({"充电桩": 2, "检测": 2, "system": 2})
    assert text_part(both, both, counts, 1.0).facts["shared"]["zh"] == ["充电桩"]
    once = replace(both, named=frozenset({"检测"}))
    assert text_part(both, once, counts, 1.0).facts["shared"]["zh"] == []


def test_at_most_five_terms_are_named_the_most_telling_first() -> None:
    words = dict.fromkeys(("甲烷", "乙烷", "丙烷", "丁烷", "戊烷", "己烷"), 1) | {"换热器": 9}
    same = a_profile(words)
    shared = text_part(same, same, FOUND, 1.0).facts["shared"]["zh"]
    assert (len(shared), shared[0]) == (5, "换热器")


def test_two_words_for_one_thing_say_nothing_new_when_one_of_them_was_named() -> None:
    need = a_profile({"电解槽": 2, "electrolyser": 1}, also={"electrolyser": ("电解槽",)})
    part = text_part(need, a_profile({"电解槽": 2}), FOUND, 1.0)
    assert part.facts["shared"]["zh"] == ["电解槽"]
    need = a_profile({"电解": 1}, also={"electrolyser": ("电解槽",), "electrolysers": ("电解槽",)})
    need = replace(need, plain={"zh": "电解 electrolyser electrolysers"}, named=frozenset({"electrolyser"}))
    part = text_part(need, a_profile({"电解槽": 2}), FOUND, 1.0)
    assert part.facts["shared"]["zh"] == ["electrolyser = 电解槽"]


def test_what_is_just_short_is_not_told_as_enough(app) -> None:
    words = {"余热": 3, "换热器": 2, "腐蚀": 2}
    whole = of(a_profile(words, fields=("geothermal",)), a_profile({"换热器": 1, "电解": 9}, fields=("geothermal",)))
    short = replace(whole, parts=(replace(whole.parts[0], value=0.24999, is_reason=False), *whole.parts[1:]))
    with app.test_request_context("/en/"), force_language("en"):
        assert wording.unmet(short, 1) == ["The wording gives 12.4 of 50 points; a match needs 12.5"]


@given(PROFILES, PROFILES, st.integers(1, 6))
def test_a_pair_is_a_match_exactly_when_no_rule_is_broken(need: Profile, listing: Profile, least: int) -> None:
    found = of(need, listing)
    broken = found.unmet(least)
    assert found.is_match(least) == (not broken)
    assert set(broken) <= {"wording", "field", "reasons"}
    assert ("reasons" in broken) == (len(found.reasons) < least)


def test_what_shares_no_subject_is_not_near_however_well_the_terms_of_trade_fit() -> None:
    trade = {"modes": ("licence",), "money": 10, "region": "5101", "level": 5, "scale": "trl_9"}
    far = of(a_profile({"余热": 2}, **trade), a_profile({"电解": 2}, **trade))
    assert far.nearness == 0
    words = {"换热器": 1, "腐蚀": 1}
    near = of(a_profile(words), a_profile({"换热器": 1, "电解": 4}))
    nearer = of(a_profile(words, technologies=("wind.05",)), a_profile({"电解": 4}, technologies=("wind.05",)))
    assert 0 < near.nearness < nearer.nearness


def test_a_piece_of_two_words_is_no_telling_term() -> None:
    need = a_profile({"互感器": 2, "感器": 2}, whole=frozenset({"互感器"}))
    listing = a_profile({"传感器": 2, "感器": 2}, whole=frozenset({"传感器"}))
    found = text_part(need, listing, FOUND, 1.0)
    assert found.case == "none"
    assert found.facts["shared"] == {"zh": []}
    spoken = replace(listing, whole=frozenset({"传感器", "感器"}))
    assert text_part(need, spoken, FOUND, 1.0).facts["shared"] == {"zh": ["感器"]}


def test_words_that_stand_by_themselves_and_names_in_capitals_are_read_from_the_text() -> None:
    title = Text("电流互感器与ORC机组", None)
    read = _Reader(Analysis(), NO_LEXICON)._spoken((title,), ("小型堆 SMR",))
    assert {"互感器", "小型堆 smr"} <= read.whole
    assert "感器" not in read.whole
    assert read.spelled == {"orc": "ORC", "smr": "SMR"}
    assert text_part(read, read, FOUND, 1.0).facts["shared"]["zh"].count("ORC") == 1


def test_the_table_and_the_sentences_name_the_same_points() -> None:
    part = Part("text", 0.2133, 0.5, "few", facts={"shared": {}, "missing": {}})
    assert (wording.in_points(part.points), wording._figures(part, 0.25)["points"]) == (10.6, "10.6")
