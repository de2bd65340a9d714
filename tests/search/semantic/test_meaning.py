"""Words and meaning together, on the embedded engine: when, how much, and what happens when the model does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search import Document, Results, Searcher
from search.errors import SearchUnavailable
from search.rebuild import rebuild
from search.semantic.embedder import Embedder
from search.semantic.errors import ModelAbsent
from search.semantic.fuse import Weight
from search.semantic.meaning import MEANING, Meaning
from search.semantic.vector import Space, Vector
from search.tantivy import TantivyBackend, open_backend
from tests.search.house import INDEX, analysis, ask, listing
from tests.search.semantic.models import DIMENSION, LetterModel

SPACE = Space("letters-1", DIMENSION)
EVEN = Weight(1.0, clear=0.2)
TITLES = ["烟气余热回收装置", "余热发电", "热能回收利用", "储能电站", "稻田灌溉"]


def carrying(document: Document) -> Document:
    """The document with the vector of its title."""
    return replace(document, vector=Vector.of(SPACE, LetterModel().passages([str(document.fields["title"])])[0]))


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[TantivyBackend]:
    """Five public listings and one for members, all with vectors."""
    engine = open_backend(tmp_path, INDEX, analysis())
    documents = [listing(number, title, field=("heat",)) for number, title in enumerate(TITLES)]
    documents.append(listing(9, "余热回收内部报告", audience=frozenset({"member"})))
    rebuild(engine, [carrying(document) for document in documents], expected=len(documents))
    yield engine
    engine.close()


Open = Callable[..., Searcher]


@pytest.fixture
def searcher(backend: TantivyBackend) -> Iterator[Open]:
    """Makes searchers whose meaning has weight one, whatever the question."""
    made: list[Searcher] = []

    def make(open_model: Callable[[], Embedder | None] = LetterModel) -> Searcher:
        made.append(Searcher(backend, meaning=Meaning(open_model, weight=lambda _text: EVEN)))
        return made[-1]

    yield make
    for one in made:
        one.close()


def ids(results: Results) -> list[str]:
    return [hit.id for hit in results.hits]


def test_what_has_not_the_words_is_found_by_meaning_and_says_so(searcher: Open) -> None:
    results = searcher().search(ask("余热回收"))
    steps = {hit.id: hit.step for hit in results.hits}
    assert results.total == sum(step != MEANING for step in steps.values())
    assert results.by_meaning == sum(step == MEANING for step in steps.values()) > 0
    assert ids(results)[0] == "listing:0000"
    assert (MEANING, str(results.by_meaning)) in [(notice.code, notice.value) for notice in results.understanding]


def test_a_title_that_is_the_question_stays_first(backend: TantivyBackend) -> None:
    backend.write([listing(30, "回收")])  # without a vector, and the others are nearer in meaning
    time.sleep(0.25)
    heavy = Searcher(backend, meaning=Meaning(LetterModel, weight=lambda _text: Weight(50.0, clear=1.1)))
    assert ids(heavy.search(ask("回收")))[0] == "listing:0030"
    heavy.close()


def test_nobody_finds_by_meaning_what_filters_or_readers_forbid(searcher: Open) -> None:
    one = searcher()
    assert "listing:0009" not in ids(one.search(ask("余热回收")))
    assert "listing:0009" in ids(one.search(ask("余热回收", audience=frozenset({"public", "member"}))))
    assert ids(one.search(ask("余热回收", filters={"field": ("cold",)}))) == []
    assert "listing:0001" not in ids(one.search(ask("余热回收 -发电")))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("“余热回收”", {}),
        ("余热回收", {"exact": True}),
        ("余热回收", {"sort": "newest"}),
        ("标题:余热回收", {}),
        ("CN202210123456.7", {}),
        ("", {}),
    ],
)
def test_where_words_were_asked_for_words_alone_answer(searcher: Open, text: str, parts: dict[str, object]) -> None:
    model = LetterModel()
    results = searcher(lambda: model).search(ask(text, **parts))
    assert results.by_meaning == 0
    assert model.asked == 0


def test_every_page_together_holds_every_hit_once(searcher: Open) -> None:
    one = searcher()
    whole = one.search(ask("余热回收", size=100))
    pages = [ids(one.search(ask("余热回收", size=2, page=page))) for page in (1, 2, 3)]
    assert [id for page in pages for id in page] == ids(whole)[:6]
    assert len(whole.hits) == whole.total + whole.by_meaning


def test_a_question_is_computed_once(searcher: Open) -> None:
    model = LetterModel()
    one = searcher(lambda: model)
    for _ in range(3):
        one.search(ask("余热回收"))
    assert model.asked == 1


def test_an_absent_model_leaves_the_answer_of_words(searcher: Open) -> None:
    def absent() -> Embedder:
        raise ModelAbsent("no model here")

    one = searcher(absent)
    results = one.search(ask("余热回收"))
    assert results.total > 0
    assert results.by_meaning == 0
    assert one.meaning is not None
    assert one.meaning.state.reason == "no model here"


def test_a_failing_model_is_left_alone_for_a_while_and_counted(searcher: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    model = LetterModel()
    model.broken = RuntimeError("out of memory")
    one = searcher(lambda: model)
    assert one.meaning is not None
    assert one.search(ask("余热回收")).by_meaning == 0
    assert (one.meaning.state.failures, "out of memory" in one.meaning.state.reason) == (1, True)
    model.broken = None
    assert one.search(ask("余热回收")).by_meaning == 0
    assert one.breaker.state == "closed"
    monkeypatch.setattr(one.meaning, "_paused_until", 0.0)
    assert one.search(ask("余热回收")).by_meaning > 0
    assert one.meaning.state.reason == ""


def test_a_slow_model_costs_nothing_but_its_own_hits(searcher: Open) -> None:
    let_go = threading.Event()

    class Slow(LetterModel):
        def passages(self, texts):  # type: ignore[no-untyped-def]
            let_go.wait(10)
            return super().passages(texts)

    one = searcher(Slow)
    started = time.monotonic()
    results = one.search(ask("余热回收", deadline=time.monotonic() + 30))
    assert time.monotonic() - started < 8  # not the ten seconds of the model; how quick is for benchmarks
    assert results.total > 0
    assert [notice.code for notice in results.understanding] == ["meaning_left_out"]
    let_go.set()


def test_documents_without_vectors_are_found_by_words(searcher: Open, backend: TantivyBackend) -> None:
    backend.write([listing(20, "余热回收新法")])
    time.sleep(0.25)
    assert "listing:0020" in ids(searcher().search(ask("余热回收")))
    assert backend.vectors(SPACE) == 6


def test_a_withdrawn_document_is_not_found_by_meaning(searcher: Open, backend: TantivyBackend) -> None:
    backend.write([Document.tombstone("listing:0002", "listing", 2)])
    time.sleep(0.25)
    assert "listing:0002" not in ids(searcher().search(ask("余热回收")))


@pytest.mark.parametrize("how", ["rows cut off", "rows gone", "ids unreadable"])
def test_damaged_vectors_cost_nothing_but_meaning_and_a_rebuild_brings_it_back(
    tmp_path: Path, backend: TantivyBackend, how: str
) -> None:
    (rows,) = tmp_path.glob(f"{INDEX.name}/gen-*/vectors-*/rows")
    if how == "rows cut off":
        rows.write_bytes(rows.read_bytes()[:10])
    elif how == "rows gone":
        rows.unlink()
    else:
        rows.with_name("ids").write_bytes(b"listing:\xff\n")
    again = open_backend(tmp_path, INDEX, analysis())  # as a process that starts now
    backend.close()
    one = Searcher(again, meaning=Meaning(LetterModel, weight=lambda _text: EVEN))
    for _time in range(2):
        results = one.search(ask("余热回收"))
        assert (results.total > 0, results.by_meaning) == (True, 0)
        assert [notice.code for notice in results.understanding] == ["meaning_left_out"]
    assert one.breaker.state == "closed"
    with pytest.raises(SearchUnavailable, match="damaged"):
        again.vectors(SPACE)
    assert [outcome.status for outcome in again.write([carrying(listing(20, "余热回收新法"))])] == ["done"]
    time.sleep(0.25)
    assert "listing:0020" in ids(one.search(ask("余热回收")))
    documents = [carrying(listing(number, title)) for number, title in enumerate(TITLES)]
    rebuild(again, documents, expected=len(documents))
    time.sleep(0.25)
    assert one.search(ask("余热回收")).by_meaning > 0
    one.close()
    again.close()
