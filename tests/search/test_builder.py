"""The box and the entries of its form are inverse to each other."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from search.box import parse_box
from search.builder import Entries, addressable, compose, take_apart
from tests.search.house import INDEX

WORD = st.text("余热回收电池abcxyz", min_size=1, max_size=4)
NUMBER = st.sampled_from(["202210123456.1", "H01M 10/0525", "CN114567890A", "H01M"])
CLEAN = st.one_of(
    WORD,
    st.lists(WORD, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    WORD.map(lambda word: f"标题:{word}"),
    WORD.map(lambda word: f'标题:"{word} {word}"'),
    WORD.map(lambda word: f"市州:{word}"),
    NUMBER,
    WORD.map(lambda word: f"={word}"),
    st.lists(WORD, min_size=2, max_size=3).map(lambda words: f'="{" ".join(words)}"'),
    st.tuples(WORD, WORD, WORD).map(lambda words: '{}="{}"{}'.format(*words)),
)
BOX = st.lists(st.tuples(CLEAN, st.sampled_from(["", "-", "NOT ", "AND ", "OR "])), max_size=6).map(
    lambda parts: " ".join(sign + text for text, sign in parts)
)


@given(BOX, st.booleans())
def test_a_box_taken_apart_and_written_again_asks_the_same(box: str, last: bool) -> None:
    parsed = parse_box(box, INDEX)
    assume(not any(clause.text.startswith("-") for clause in parsed.clauses))  # a dash of running text
    again = parse_box(compose(take_apart(parsed, INDEX, last=last), INDEX, last=last), INDEX)
    assert Counter(again.clauses) == Counter(parsed.clauses)


@given(st.text('余热a1 "-:：;、=“”「」＂标题IPC/.', max_size=40))
def test_any_text_settles_after_one_pass(box: str) -> None:
    first = compose(take_apart(parse_box(box, INDEX), INDEX), INDEX)
    entries = take_apart(parse_box(first, INDEX), INDEX)
    assert take_apart(parse_box(compose(entries, INDEX), INDEX), INDEX) == entries


@given(*[st.lists(WORD, max_size=2).map(" ".join) for _entry in range(4)], st.lists(NUMBER, max_size=2, unique=True))
def test_entries_come_back_as_they_were(words: str, phrase: str, without: str, title: str, numbers: list[str]) -> None:
    fields = {"title": title, "codes": "; ".join(numbers)}
    entries = Entries(words, phrase, without, {name: value for name, value in fields.items() if value})
    assert take_apart(parse_box(compose(entries, INDEX), INDEX), INDEX) == entries


@pytest.mark.parametrize(
    ("entries", "box"),
    [
        (Entries(words="余热 回收"), "余热 回收"),
        (Entries(phrases="余热回收; 烧结 烟气"), '"余热回收" "烧结 烟气"'),
        (Entries(words="电池", without='铅酸 "旧 电池"'), '电池 -铅酸 -"旧 电池"'),
        (Entries(fields={"title": "电池"}), "标题:电池"),
        (Entries(fields={"codes": "H01M、F28D，CN114567890A"}), "H01M F28D CN114567890A"),
        (Entries(words="photovoltaics", without="silicon"), "photovoltaics -silicon"),
        (Entries(words='钢厂="余热"回收 =热泵'), '钢厂="余热"回收 =热泵'),
        (Entries(fields={"codes": "H01M 10/0525; 202210123456.1"}), "H01M 10/0525 202210123456.1"),
        (
            Entries(words="一种用于烧结烟气余热回收利用的装置", without="水泥"),
            "-水泥 一种用于烧结烟气余热回收利用的装置",
        ),
        (
            Entries(words="电池", without="一种用于烧结烟气余热回收利用的装置"),
            '电池 -"一种用于烧结烟气余热回收利用的装置"',
        ),
        (Entries(), ""),
        (Entries(phrases='余热"; -"回收'), '"余热" "回收"'),
    ],
)
def test_what_is_written(entries: Entries, box: str) -> None:
    assert compose(entries, INDEX) == box


def test_the_last_prefix_is_that_of_english_readers() -> None:
    assert compose(Entries(fields={"title": "battery"}), INDEX, last=True) == "title:battery"


def test_every_field_with_a_prefix_can_be_addressed() -> None:
    assert {spec.name for spec in addressable(INDEX)} >= {"title", "codes"}
