"""AND, OR and NOT as databases of patents teach them, and figures with their units: the same on both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search import Document, Index
from search.backend import Backend
from search.fields import Text
from tests.contract.conftest import ENGINES, ask, ids, load, opened, unique_name

PUBLIC = frozenset({"public"})
SHELF = {
    "battery": "储能电池管理",
    "heat": "余热回收储能",
    "pump": "高温热泵",
    "wind": "风电叶片",
    "drive": "高压变频器 115.2 kW 试验",
    "motor": "永磁电机115.2kW样机",
    "other": "电机 kW 级与 115.2 小时试验",
    "furnace": "炉温700℃ 的烧结",
    "kiln": "窑温 700 °C 的煅烧",
    "warm": "700 种材料在 20 °C 的对比",
}


@pytest.fixture(scope="module", params=ENGINES)
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """An engine that holds the titles. Tests only ask it."""
    documents = [Document(name, "listing", 1, PUBLIC, {"title": title}) for name, title in SHELF.items()]
    title = Text("title", bigrams=True, phrase=2, prefixes=("标题", "title"), english=True)
    with opened(request.param, request, tmp_path_factory.mktemp("index")) as open_one:
        yield load(open_one(Index.union(unique_name(), {"listing": [title]})), documents)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("储能 AND 电池", {"battery"}),
        ("储能 NOT 电池", {"heat"}),
        ("储能 AND NOT 电池", {"heat"}),
        ("NOT 电池 储能", {"heat"}),
        ('储能 NOT "余热回收"', {"battery"}),
        ("热泵 OR 风电", {"pump", "wind"}),
        ("热泵 OR 风电 OR 余热", {"pump", "wind", "heat"}),
        ("储能 电池 OR 风电 叶片", {"battery", "wind"}),
        ("储能 余热 OR 储能 电池 NOT 管理", {"heat"}),
        ('"高温热泵" OR 标题:风电', {"pump", "wind"}),
    ],
)
def test_operators_part_and_join_words(shelf: Backend, text: str, found: set[str]) -> None:
    results = ask(shelf, text)
    assert {hit.id for hit in results.hits if hit.step == "all_words"} == found


def test_operators_hold_for_words_as_they_are_written_too(shelf: Backend) -> None:
    assert ask(shelf, "热泵 OR 风电", exact=True).total == 2
    assert ids(ask(shelf, "储能 NOT 电池", exact=True)) == ["heat"]


@pytest.mark.parametrize("text", ["储能 and 电池", "储能 or 电池", "OR 储能 电池", "储能 电池 OR", '"AND" 储能'])
def test_other_writings_are_words(shelf: Backend, text: str) -> None:
    told = {notice.code for notice in ask(shelf, text).understanding}
    assert not told & {"any_of", "excluded"}


@pytest.mark.parametrize("text", ['"', '""', "-", '-""', "OR", "AND", "NOT", "！！！"])
def test_signs_alone_find_nothing(shelf: Backend, text: str) -> None:
    results = ask(shelf, text, facets=("kind",))
    assert (results.hits, results.total) == ((), 0)
    assert not any(bucket.count for bucket in results.facets["kind"])


def test_an_english_word_of_grammar_is_not_demanded_beside_others(shelf: Backend) -> None:
    best = ask(shelf, "储能 and 电池").hits[0]
    assert (best.id, best.step) == ("battery", "all_words")


@pytest.mark.parametrize("text", ["115.2 kW", "115.2kW", "115.2 KW", "１１５．２ kW"])
def test_a_figure_and_its_unit_are_one_measure(shelf: Backend, text: str) -> None:
    results = ask(shelf, text)
    assert {hit.id for hit in results.hits if hit.step == "all_words"} == {"drive", "motor"}


@pytest.mark.parametrize("text", ["700°C", "700 °C", "700℃", "700 ℃"])
def test_degrees_are_found_however_they_are_written(shelf: Backend, text: str) -> None:
    assert {hit.id for hit in ask(shelf, text).hits if hit.step == "all_words"} == {"furnace", "kiln"}
    assert set(ids(ask(shelf, text))[:2]) == {"furnace", "kiln"}
