"""The whole explanation of one document for one question, the same on both engines."""

from __future__ import annotations

import time

import pytest

from search import Document, Query, Range, Searcher
from search.backend import Backend
from search.box import parse_box
from search.explain import Account, explain
from tests.contract.catalogue import PUBLIC
from tests.contract.conftest import load, settle


@pytest.fixture
def searcher(backend: Backend) -> Searcher:
    texts = {
        "A": {"title": "高温热泵供热系统", "trl": 6},
        "B": {"title": "高温热泵", "abstract": "热泵 热泵", "trl": 4},
        "C": {"title": "光伏组件回收", "trl": 5},
    }
    load(backend, [Document(f"listing:{name}", "listing", 3, PUBLIC, fields) for name, fields in texts.items()]
         + [Document("listing:S", "listing", 3, frozenset({"staff"}), {"title": "高温热泵"})])  # fmt: skip
    settle(backend)
    return Searcher(backend)


def told(searcher: Searcher, text: str, name: str, version: int = 3, **parts: object) -> Account:
    asked = Query(audience=PUBLIC, text=parse_box(text, searcher.backend.index), **parts)  # type: ignore[arg-type]
    return explain(searcher, asked, f"listing:{name}", version)


def test_a_hit_has_its_place_its_words_and_its_points(searcher: Searcher) -> None:
    account = told(searcher, "高温热泵", "A")
    text = parse_box("高温热泵", searcher.backend.index)
    asked = Query(audience=PUBLIC, text=text, deadline=time.monotonic() + 20)
    listed = [hit.id for hit in searcher.search(asked).hits]
    assert account.place == listed.index("listing:A") + 1
    assert account.total == len(listed)
    assert account.excluded_by == ()
    assert account.is_current is True
    assert account.wanted
    assert all(wanted.matched for wanted in account.wanted)
    matched = [part for part in account.parts if part.matched]
    assert {part.field for part in matched} == {"title"}
    assert all(part.points and part.points > 0 for part in matched)
    assert all(part.documents >= 1 for part in matched)
    assert {part.form for part in matched} >= {"word", "pair"}
    assert (account.engine, account.av) == (searcher.backend.engine, searcher.backend.analysis.av)


def test_the_words_a_document_lacks_are_named(searcher: Searcher) -> None:
    account = told(searcher, "热泵 回收", "C")
    assert {wanted.text: wanted.matched for wanted in account.wanted} == {"热泵": False, "回收": True}
    assert account.rungs[0].step == "all_words"
    assert not account.rungs[0].told.is_hit
    assert account.rungs[-1].told.is_hit, "the rung below takes documents with some of the words"


@pytest.mark.parametrize(
    ("text", "name", "parts", "reason"),
    [
        ("高温热泵", "S", {}, "audience"),
        ("高温热泵", "A", {"filters": {"trl": (Range(1, 2),)}}, "trl"),
        ("热泵 -供热", "A", {}, "excluded"),
        ("高温热泵", "NONE", {}, "not_indexed"),
        ("高温热泵", "C", {}, "match"),
    ],
)
def test_what_shuts_a_document_out_is_named(
    searcher: Searcher, text: str, name: str, parts: dict[str, object], reason: str
) -> None:
    account = told(searcher, text, name, **parts)
    assert account.place is None
    assert reason in account.excluded_by


def test_an_older_version_in_the_index_is_seen(searcher: Searcher) -> None:
    assert told(searcher, "热泵", "A", version=4).is_current is False
    assert told(searcher, "热泵", "NONE").is_current is None


def test_a_question_without_words_is_explained_too(searcher: Searcher) -> None:
    account = told(searcher, "", "A")
    assert account.place is not None
    assert account.parts == ()
