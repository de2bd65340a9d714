"""The sound of texts: polyphones in their phrases, initials, and slips of one character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.pinyin import one_slip_apart, sound, sounds_equal
from tests.search.slips import distance

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)
WORDS = st.text("abcdé余热回收", min_size=0, max_size=8)


@pytest.mark.parametrize(
    ("text", "full", "initials"),
    [
        ("余热回收", "yurehuishou", "yrhs"),
        ("重庆", "chongqing", "cq"),
        ("重量", "zhongliang", "zl"),
        ("示例重庆大学", "shilichongqingdaxue", "slcqdx"),
        ("长江水利委员会长江科学院", "changjiangshuiliweiyuanhuichangjiangkexueyuan", "cjslwyhcjkxy"),
        ("四川大学", "sichuandaxue", "scdx"),
        ("成都银行", "chengduyinhang", "cdyh"),
        ("绿氢", "lvqing", "lq"),
        ("HJT电池", "hjtdianchi", "hjtdc"),
        ("waste heat recovery", "wasteheatrecovery", "whr"),
        ("LiFePO4", "lifepo4", "lifepo4"),
        ("餘熱回收", "yurehuishou", "yrhs"),
        ("ＨＪＴ電池", "hjtdianchi", "hjtdc"),
        ("", "", ""),
        ("！？", "", ""),
    ],
)
def test_texts_sound_as_they_are_typed(text: str, full: str, initials: str) -> None:
    assert (sound(text).full, sound(text).initials) == (full, initials)


def test_homophones_sound_equal_and_others_do_not() -> None:
    assert sounds_equal("余热回首", "余热回收")
    assert sounds_equal("储能", "除能")
    assert not sounds_equal("储能", "存储")


@given(HAN)
def test_every_character_has_one_syllable_and_one_initial(text: str) -> None:
    found = sound(text)
    assert len(found.syllables) == len(found.initials)
    assert found.full == "".join(found.syllables)


@given(st.text(max_size=60))
def test_any_text_has_a_sound_without_blanks(text: str) -> None:
    assert " " not in sound(text).full


@given(WORDS, st.integers(0, 8), st.sampled_from("abx热"), st.sampled_from(["add", "drop", "replace", "swap"]))
def test_one_slip_is_recognised_wherever_it_happens(text: str, place: int, char: str, slip: str) -> None:
    changed = {
        "add": text[:place] + char + text[place:],
        "drop": text[:place] + text[place + 1 :],
        "replace": text[:place] + char + text[place + 1 :] if place < len(text) else text,
        "swap": text[:place] + text[place : place + 2][::-1] + text[place + 2 :],
    }[slip]
    assert one_slip_apart(text, changed) == (text != changed)
    assert one_slip_apart(changed, text) == (text != changed)


@given(WORDS, WORDS)
def test_slips_are_no_further_than_the_distance_of_levenshtein_and_damerau(one: str, other: str) -> None:
    assert one_slip_apart(one, other) == (distance(one, other) == 1)
