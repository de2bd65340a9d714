"""The throw-away index finds what the index that is read finds on its strict rung, whatever is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import Document, Range
from search.planner import ANY_WORD, plan
from search.tantivy import TantivyBackend, open_backend
from search.tantivy.memory import MemoryIndex, strict_plan
from tests.search.house import INDEX, READERS, analysis, ask, listing

WORDS = ("余热", "回收", "光伏组件", "全钒液流电池", "LiFePO4", "heat pump", "储能", "存储", "1.5℃")
ANY_TIME = 1e12


def documents() -> list[Document]:
    """Every pair of words in some document, some for members only, one a tombstone."""
    found = []
    for one, first in enumerate(WORDS):
        for other, second in enumerate(WORDS):
            number = one * len(WORDS) + other
            found.append(
                listing(
                    number, f"{first}{second}", body=f"{second} 用于 {WORDS[number % 7]}", trl=number % 9 + 1,
                    field=("energy/storage",) if number % 2 else ("energy",), published_at=1_700_000_000 + number,
                    audience=READERS if number % 3 else frozenset({"member"}),
                )
            )  # fmt: skip
    return [*found[:-1], Document.tombstone(found[-1].id, "listing", 2)]


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TantivyBackend, MemoryIndex]]:
    path: Path = tmp_path_factory.mktemp("memory")
    backend = open_backend(path, INDEX, analysis())
    generation = backend.begin("first")
    generation.write(documents())
    generation.promote()
    yield backend, MemoryIndex(INDEX, analysis(), documents())
    backend.close()


def strictly(backend: TantivyBackend, query) -> set[str]:
    """What the page shows as having all the words; an order keeps a sentence from being loosened."""
    asked = plan(replace(query, size=100), INDEX, backend.analysis)
    if asked.step == ANY_WORD:
        asked = plan(replace(query, size=100, sort="newest"), INDEX, backend.analysis)
    return {hit.id for hit in backend.search(asked, ANY_TIME).hits}


def fitting(memory: MemoryIndex, query) -> frozenset[str]:
    return memory.matching(strict_plan(query, INDEX, analysis()))


pieces = st.sampled_from(WORDS)
texts = st.lists(
    st.one_of(pieces, pieces.map('"{}"'.format), pieces.map("-{}".format), pieces.map("标题:{}".format)), max_size=3
).map(" ".join)
filters = st.fixed_dictionaries(
    {},
    optional={
        "field": st.sampled_from([("energy",), ("energy/storage",)]),
        "trl": st.sampled_from([(Range(1, 4, closed=False),), (Range(3, 7),)]),
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(text=texts, chosen=filters, audience=st.sampled_from([frozenset({"public"}), READERS, frozenset({"nobody"})]))
def test_the_same_documents_fit(engines, text, chosen, audience) -> None:
    backend, memory = engines
    query = ask(text, filters=chosen, audience=audience)
    assert fitting(memory, query) == strictly(backend, query)


def test_a_sentence_must_be_met_in_full(engines) -> None:
    _backend, memory = engines
    half = "余热 回收 光伏组件 全钒液流电池 储能 存储 heat pump LiFePO4"
    assert fitting(memory, ask(half)) == frozenset()


def test_an_index_of_nothing_finds_nothing() -> None:
    assert fitting(MemoryIndex(INDEX, analysis(), []), ask("余热")) == frozenset()
