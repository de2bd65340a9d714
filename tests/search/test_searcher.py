"""The guard: deadline, bulkhead, breaker, and answers that never pretend."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search import EngineBusy, IndexMissing, QueryError, Searcher, SearchUnavailable
from search.breaker import Breaker
from search.plan import Plan
from search.rebuild import rebuild
from search.results import RawResults
from search.tantivy import TantivyBackend
from search.tantivy.directory import Directory
from tests.search.house import INDEX, analysis, ask, listing


class Troubled(TantivyBackend):
    """The embedded engine with a switch for trouble: slow, failing or partial."""

    delay = 0.0
    failing = False
    partial = False
    asked = 0

    def search(self, plan: Plan, deadline: float) -> RawResults:
        self.asked += 1
        time.sleep(self.delay)
        if self.failing:
            raise SearchUnavailable("engine", "switched off")
        raw = super().search(plan, max(deadline, time.monotonic() + 5))
        return replace(raw, partial=True) if self.partial else raw


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Troubled]:
    """Three listings in a backend that can be troubled."""
    engine = Troubled(Directory(tmp_path / INDEX.name), INDEX, analysis())
    rebuild(engine, [listing(n, "储能") for n in range(3)], expected=3)
    yield engine
    engine.close()


def test_a_slow_engine_is_given_up_at_the_deadline(backend: Troubled) -> None:
    searcher = Searcher(backend, slots=1)
    searcher.search(ask("储能", deadline=time.monotonic() + 10))
    backend.delay = 3.0
    started = time.monotonic()
    with pytest.raises(SearchUnavailable) as caught:
        searcher.search(ask("储能", deadline=None))
    assert caught.value.reason == "deadline"
    assert time.monotonic() - started < 2.0  # long before the engine would have answered


def test_a_given_up_search_keeps_its_slot_until_it_ends(backend: Troubled) -> None:
    searcher = Searcher(backend, slots=1, breaker=Breaker())
    backend.delay = 0.6
    with pytest.raises(SearchUnavailable):
        searcher.search(ask("储能", deadline=time.monotonic() + 0.1))
    with pytest.raises(EngineBusy):
        searcher.search(ask("储能"))
    time.sleep(0.7)
    backend.delay = 0.0
    assert searcher.search(ask("储能", deadline=time.monotonic() + 10)).total == 3


def test_no_more_searches_run_than_there_are_slots(backend: Troubled) -> None:
    searcher = Searcher(backend, slots=2)
    backend.delay = 0.4
    outcomes: list[str] = []

    def search() -> None:
        try:
            searcher.search(ask("储能", deadline=time.monotonic() + 10))
            outcomes.append("answered")
        except EngineBusy:
            outcomes.append("busy")

    threads = [threading.Thread(target=search) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["answered"] * 2 + ["busy"] * 4


def test_the_breaker_stops_asking_a_failing_engine_and_comes_back(backend: Troubled) -> None:
    now = [0.0]
    searcher = Searcher(backend, slots=1, breaker=Breaker(lambda: now[0]))
    backend.failing = True
    for _ in range(8):
        with pytest.raises(SearchUnavailable):
            searcher.search(ask("储能", deadline=time.monotonic() + 10))
    assert backend.asked == 5
    backend.failing = False
    now[0] += 5
    for _ in range(2):
        assert searcher.search(ask("储能", sort="newest")).total == 3
    assert searcher.breaker.state == "closed"


def test_wrong_questions_and_a_missing_index_do_not_open_the_breaker(backend: Troubled, tmp_path: Path) -> None:
    searcher = Searcher(backend, slots=1)
    for _ in range(12):
        with pytest.raises(QueryError):
            searcher.search(ask(sort="cheapest"))
    (tmp_path / INDEX.name / "CURRENT").unlink()
    time.sleep(0.21)
    for _ in range(12):
        with pytest.raises(IndexMissing):
            searcher.search(ask("储能"))
    assert searcher.breaker.state == "closed"


def test_a_part_of_the_shards_is_told_and_nothing_of_a_part_is_a_failure(backend: Troubled) -> None:
    searcher = Searcher(backend, slots=1)
    backend.partial = True
    assert searcher.search(ask("储能", deadline=time.monotonic() + 10)).partial
    with pytest.raises(SearchUnavailable) as caught:
        searcher.search(ask("光伏", deadline=time.monotonic() + 10))
    assert caught.value.reason == "partial"


def test_without_time_for_a_second_step_the_first_is_shown(backend: Troubled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.searcher.SECOND_STEP_NEEDS", 60.0)
    results = Searcher(backend, slots=1).search(ask("储能 系统", deadline=time.monotonic() + 30))
    assert (results.step, results.total, backend.asked) == ("all_words", 0, 1)


def test_facets_are_left_out_before_hits_are(backend: Troubled) -> None:
    hits = super(Troubled, backend).search
    from search.planner import plan

    asked = plan(ask("储能", facets=("field",)), INDEX, analysis())
    assert hits(asked, time.monotonic() + 5).facets == {"field": {}}
    with pytest.raises(SearchUnavailable):
        hits(asked, time.monotonic() - 1)


def test_answers_say_where_they_come_from(backend: Troubled) -> None:
    results = Searcher(backend, slots=1).search(ask("储能", deadline=time.monotonic() + 10))
    assert results.engine == "tantivy"
    assert results.generation == backend.health().generation
    assert results.total_is_exact
    assert results.took_ms > 0
    assert not results.facets_left_out
