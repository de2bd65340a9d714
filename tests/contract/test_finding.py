"""What a reader types is found, whatever the spelling, and what was excluded is not."""

from __future__ import annotations

import re

import pytest

from search.backend import Backend
from tests.contract.catalogue import DOCUMENTS, MEMBER, PUBLIC, STAFF, TITLES
from tests.contract.conftest import ask, ids

HAN_RUN = re.compile(r"[㐀-鿿]{2,}")
# One more cut of the titles in every run of lengths: ~500 of the ~1,500 literal pieces.
PIECES = sorted(
    {
        (run[start : start + length], id)
        for id, title in TITLES.items()
        for run in HAN_RUN.findall(title)
        for length in range(2, 7)
        for start in range(0, len(run) - length + 1, 2)
    }
)


@pytest.mark.parametrize("id", sorted(TITLES))
def test_a_whole_title_finds_its_listing_first(loaded: Backend, id: str) -> None:
    assert ids(ask(loaded, TITLES[id]))[0] == id


def test_every_literal_piece_of_a_title_finds_its_listing(loaded: Backend) -> None:
    """And a title that has the piece ranks first, once the piece is long enough to mean something."""
    answers = {piece: ids(ask(loaded, piece)) for piece, _ in PIECES}
    assert len(answers) > 300
    assert [(piece, id) for piece, id in PIECES if id not in answers[piece]] == []
    longer = {piece: found[0] for piece, found in answers.items() if len(piece) >= 4}
    assert [piece for piece, first in longer.items() if piece not in TITLES[first]] == []


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("CN202210123456.7", "listing:00"),
        ("ZL 2022 1 0123456.7", "listing:00"),
        ("202210123456.7", "listing:00"),
        ("2022101234567", "listing:00"),
        ("202210123456", "listing:00"),
        ("ＣＮ２０２２１０１２３４５６．７", "listing:00"),
        ("cn202210123456.7", "listing:00"),
        ("申请号:CN202210123456.7", "listing:00"),
        ("CN114567890A", "listing:01"),
        ("CN 114567890 A", "listing:01"),
        ("114567890", "listing:01"),
        ("CN113222333B", "listing:04"),
        ("CN201710117081.7", "listing:02"),
        ("201210464170.6", "listing:06"),
        ("F25B 30/06", "listing:17"),
        ("f25b30/06", "listing:17"),
        ("B01J38/00", "listing:26"),
    ],
)
def test_an_identifier_is_found_first_in_every_spelling(loaded: Backend, written: str, id: str) -> None:
    found = ask(loaded, written)
    assert ids(found)[0] == id
    assert found.total == 1


@pytest.mark.parametrize(("symbol", "wanted"), [("H01M", 3), ("H01M 8/18", 2), ("C02F", 2)])
def test_a_class_of_the_ipc_finds_all_of_it(loaded: Backend, symbol: str, wanted: int) -> None:
    assert ask(loaded, symbol).total == wanted


def test_a_single_letter_of_a_compound_finds_nothing_by_itself(loaded: Backend) -> None:
    """LiFePO₄/C is there; a plug of type C has nothing to do with it, and neither has carbon nitride."""
    assert ids(ask(loaded, "LiFePO4/C"))
    assert ids(ask(loaded, "Type-C")) == []
    assert ids(ask(loaded, "C-N4")) == []


def test_a_quoted_phrase_is_literal(loaded: Backend) -> None:
    assert set(ids(ask(loaded, '"液流电池"'))) == {"listing:00", "listing:01"}
    assert ids(ask(loaded, '"电池液流"')) == []
    assert ids(ask(loaded, '"余热回收')) == ["listing:13"], "an open quote closes at the end"


def test_an_exclusion_removes(loaded: Backend) -> None:
    every = set(ids(ask(loaded, "液流电池")))
    assert {"listing:00", "listing:01"} <= every
    without = ids(ask(loaded, "液流电池 -隔膜"))
    assert "listing:00" in without
    assert "listing:01" not in without
    assert ids(ask(loaded, '液流电池 -"储能系统"'))[0] == "listing:01"
    assert set(ids(ask(loaded, "-电池"))).isdisjoint(every)


def test_a_field_prefix_narrows_to_the_field(loaded: Backend) -> None:
    assert "listing:12" not in ids(ask(loaded, "标题:铜锌"))
    assert ids(ask(loaded, "摘要:铜锌")) == ["listing:12"]


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("液流電池儲能系統", "listing:00"),
        ("廢舊鋰電池", "listing:06"),
        ("二氧化碳捕集吸收劑", "listing:11"),
        ("ＬｉＦｅＰＯ４", "listing:05"),
        ("lifepo4", "listing:05"),
        ("LiFePO₄/C", "listing:05"),
        ("CO2", "listing:11"),
        ("n型硅片", "listing:08"),
        ("页岩气返排液", "listing:09"),
    ],
)
def test_other_scripts_and_widths_find_the_same(loaded: Backend, typed: str, id: str) -> None:
    assert ids(ask(loaded, typed))[0] == id


def test_storing_things_and_storing_energy_are_never_mixed(loaded: Backend) -> None:
    things, energy = ids(ask(loaded, "存储")), ids(ask(loaded, "储能"))
    assert set(things) == {"listing:02", "listing:03"}
    assert set(energy) == {"listing:00", "listing:04"}


def test_a_single_character_is_looked_up_too(loaded: Backend) -> None:
    assert ids(ask(loaded, "镉")) == ["listing:24"]


def test_a_word_the_dictionary_does_not_know_is_not_taken_apart(loaded: Backend) -> None:
    """Every other text has 提 or 高 somewhere; what 提钒 is about has 钒."""
    found = ask(loaded, "提钒")
    assert (ids(found), found.total, found.step) == (["listing:00"], 1, "any_word")
    assert ids(ask(loaded, "提 钒"))[0] == "listing:00"
    assert len(ids(ask(loaded, "提"))) == 4
    shortened = ask(loaded, "钒电")
    assert (ids(shortened), shortened.step) == (["listing:00"], "all_words")
    assert ids(ask(loaded, "高提")) == []


def test_readers_find_only_what_they_may(loaded: Backend) -> None:
    assert {"listing:STAFF", "listing:MEMBER"}.isdisjoint(ids(ask(loaded, "液流电池", audience=PUBLIC)))
    assert "listing:MEMBER" in ids(ask(loaded, "液流电池", audience=MEMBER))
    assert "listing:STAFF" not in ids(ask(loaded, "液流电池", audience=MEMBER))
    assert {"listing:STAFF", "listing:MEMBER"} <= set(ids(ask(loaded, "液流电池", audience=STAFF)))
    assert ask(loaded, audience=PUBLIC).total == len(TITLES)


def test_a_field_for_members_is_searched_for_members_only(loaded: Backend) -> None:
    assert ids(ask(loaded, "超临界干燥", audience=MEMBER)) == ["listing:FILES"]
    assert ids(ask(loaded, "超临界干燥", audience=PUBLIC)) == []


def test_a_tombstone_is_found_by_nobody(loaded: Backend) -> None:
    everybody = frozenset({"public", "member", "staff"})
    assert ask(loaded, audience=everybody).total == sum(1 for document in DOCUMENTS if not document.deleted)
    assert "listing:GONE" not in ids(ask(loaded, audience=everybody))


@pytest.mark.parametrize(
    "typed",
    [
        "*",
        "?",
        "a* OR b",
        "title:{a TO b}",
        "电池 AND NOT (储能",
        '"',
        '""',
        "-",
        "--电池",
        "：",
        "(((((",
        "\\",
        "/.*/",
        "电池~2",
        "\x00电池\x00",
        "\ud800电池",
        "🔋",
        "é",
        "电" * 5_000,
        " ".join(["电池"] * 200),
        "　",
        "%_",
        "'; DROP TABLE listing; --",
    ],
)
def test_no_text_is_an_error(loaded: Backend, typed: str) -> None:
    found = ask(loaded, typed)
    assert found.total <= len(TITLES)
