"""Patent numbers, publication numbers, IPC symbols and USCC: published vectors and every spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.identifiers import (
    SCHEMES,
    USCC_ALPHABET,
    cn_patent_check,
    parse_application,
    parse_ipc,
    parse_publication,
    parse_uscc,
    recognise,
    spellings,
    uscc_check,
)

DIGITS = st.text("0123456789", min_size=1)
BODIES = st.builds(
    lambda year, kind, serial: f"{year}{kind}{serial:07d}",
    st.integers(2003, 2099),
    st.sampled_from("12389"),
    st.integers(0, 9_999_999),
)


@pytest.mark.parametrize("number", ["201710601862.3", "201710117081.7", "201210464170.6", "97101765.4", "95115608.X"])
def test_published_application_numbers_have_their_check_digit(number: str) -> None:
    body, check = number.split(".")
    assert cn_patent_check(body) == check
    found = parse_application(number)
    assert found is not None
    assert found.check_is_right
    assert found.canonical == number


def test_a_wrong_check_digit_is_told_and_still_read() -> None:
    found = recognise("201710601862.4")
    assert found is not None
    assert (found.canonical, found.code, found.is_sound) == ("201710601862.3", "201710601862", False)


@given(BODIES)
def test_every_spelling_of_an_application_finds_every_other(body: str) -> None:
    check = cn_patent_check(body)
    written = [
        f"CN{body}.{check}",
        f"ZL {body[:4]} {body[4]} {body[5:]}.{check}",
        f"{body}.{check}",
        f"{body}{check}",
        body,
        f"ｃｎ{body}．{check}",
        f"zl{body}{check.lower()}",
    ]
    codes = set(spellings(body, SCHEMES))
    for text in written:
        found = recognise(text)
        assert found is not None, text
        assert found.scheme == "application"
        assert found.code in codes
        assert set(spellings(text, SCHEMES)) == codes


@given(BODIES, st.integers(0, 11), st.integers(1, 9))
def test_the_check_digit_notices_every_single_wrong_digit(body: str, place: int, add: int) -> None:
    other = str((int(body[place]) + add) % 10)
    assert cn_patent_check(body[:place] + other + body[place + 1 :]) != cn_patent_check(body)


@pytest.mark.parametrize(
    ("text", "canonical", "fits"),
    [
        ("CN114567890A", "CN114567890A", True),
        ("CN 114567890 B", "CN114567890B", True),
        ("cn1234567c", "CN1234567C", True),
        ("CN-114567890-A", "CN114567890A", True),
        ("CN.114567890.A", "CN114567890A", True),
        ("CN114567890（A）", "CN114567890A", True),
        ("CN214567890U", "CN214567890U", True),
        ("CN314567890S", "CN314567890S", True),
        ("CN314567890A", "CN314567890A", False),
        ("114567890", "CN114567890", True),
    ],
)
def test_publication_numbers(text: str, canonical: str, fits: bool) -> None:
    found = parse_publication(text)
    assert found is not None
    assert found.canonical == canonical
    assert found.kind_fits is fits
    assert recognise(text) is not None


@pytest.mark.parametrize("text", ["ZL-202210123456.1", "ZL 2022-1-0123456.1", "ZL202210123456。1", "CN202210123456-1"])
def test_what_registers_put_between_the_parts_of_a_number_is_passed_over(text: str) -> None:
    assert recognise(text) == recognise("202210123456.1")


def test_a_publication_is_stored_with_and_without_country_and_kind() -> None:
    assert set(spellings("CN114567890A", SCHEMES)) == {"114567890", "cn114567890", "114567890a", "cn114567890a"}


def test_an_ipc_symbol_is_found_by_every_level_above_it() -> None:
    expected = ["h", "h01", "h01m", "h01m10", "h01m10/0525"]
    for text in ("H01M 10/0525", "h01m10/0525", "H01M 10/0525(2010.01)I", "H01M0010/0525", "Ｈ０１Ｍ　10/0525"):
        assert spellings(text, SCHEMES) == expected


def test_a_bare_class_is_an_ipc_symbol_only_when_addressed() -> None:
    assert recognise("B60") is None
    assert recognise("B60", addressed=True) is not None
    assert recognise("H01M") is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("公开号CN113970251A", "cn113970251a"),
        ("公开（公告）号：CN113970251A", "cn113970251a"),
        ("Publication No. CN113970251A", "cn113970251a"),
        ("IPC分类号：H01", "h01"),
        ("统一社会信用代码：91110000600037341L", "91110000600037341l"),
        ("Unified social credit code: 91110000600037341L", "91110000600037341l"),
    ],
)
def test_a_label_before_a_number_says_that_it_is_one(text: str, code: str) -> None:
    found = recognise(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "公开号",
        "专利号：",
        "公开号电池",
        "电池",
        "LiFePO4",
        "1234567",
        "20221012",
        "12345678901234567890",
        "CN",
        "A" * 400,
    ],
)
def test_what_is_no_identifier_is_none(text: str) -> None:
    assert recognise(text) is None


def test_the_published_uscc_is_valid_and_no_other_last_character_is() -> None:
    body = "91110000600037341"
    assert parse_uscc(body + "L") == body + "L"
    assert [char for char in USCC_ALPHABET if parse_uscc(body + char)] == ["L"]


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17))
def test_uscc_may_start_with_a_letter(body: str) -> None:
    code = body + uscc_check(body)
    assert parse_uscc(code.lower()) == code
    found = recognise(code)
    assert found is not None
    assert found.code == code.lower()


@pytest.mark.parametrize("body", ["", "9111", "9111000060003734I", "911100006000373411"])
def test_uscc_check_refuses_a_wrong_body(body: str) -> None:
    with pytest.raises(ValueError):
        uscc_check(body)


@given(st.text(max_size=60))
def test_reading_is_total_and_codes_are_storable(text: str) -> None:
    recognise(text, addressed=True)
    for code in spellings(text, SCHEMES):
        assert code
        assert code == code.strip()
        assert len(code) <= 200


def test_ipc_levels_are_read_apart() -> None:
    found = parse_ipc("C02F 1/28")
    assert found is not None
    assert (found.section, found.klass, found.subclass, found.group, found.subgroup) == ("C", "02", "F", "1", "28")


@pytest.mark.parametrize(
    ("symbol", "broader"),
    [("H01M 10/0525", ["H01M 10", "H01M"]), ("H01M 10", ["H01M"]), ("H01M", []), ("H01", []), ("H", [])],
)
def test_broader_symbols_go_up_to_the_subclass(symbol: str, broader: list[str]) -> None:
    found = parse_ipc(symbol)
    assert found is not None
    assert [level.canonical for level in found.broader] == broader
