"""Asks an engine safely: deadline, bulkhead and breaker around plan, ladder and re-ranking."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import replace
from typing import TypeVar

from search.analysis.lexicon import NO_LEXICON, Lexicon
from search.backend import Backend
from search.breaker import Breaker
from search.errors import EngineBusy, IndexMissing, QueryError, SearchUnavailable
from search.fields import NONE
from search.filters import UNSTATED
from search.folded import fold_in
from search.index import Index
from search.plan import KIND, Plan
from search.planner import ENOUGH
from search.planner import plan as make_plan
from search.query import Notice, Query, Range
from search.results import Bucket, Hit, RawHit, RawResults, Results
from search.semantic.fuse import DEPTH
from search.semantic.meaning import Joined, Meaning

DEADLINE = 0.8  # seconds for analysis, both rungs of the ladder and facets together
SLOT_WAIT = 0.02
SECOND_STEP_NEEDS = 0.1  # seconds that must be left to ask a second time
SOME_WORDS_LEFT_OUT = Notice("some_words_left_out")

Answer = TypeVar("Answer")


class Searcher:
    """One per process and backend; created before or after fork, it starts its threads on first use.

    `slots` is the number of searches that may run at once (half the web threads). A search that outlives
    its deadline keeps its slot until the engine lets go, so it can fill the bulkhead but never the site.
    """

    def __init__(
        self,
        backend: Backend,
        slots: int = 4,
        lexicon: Lexicon = NO_LEXICON,
        breaker: Breaker | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        self.backend = backend
        self.meaning = meaning
        self.lexicon = lexicon
        self.breaker = breaker or Breaker()
        self._slots = slots
        self._free = threading.BoundedSemaphore(slots)
        self._pool: ThreadPoolExecutor | None = None
        self._pid = 0
        self._starting = threading.Lock()

    @property
    def meaning_failures(self) -> int:
        """How often the model failed since the process started; 0 without a model."""
        return self.meaning.state.failures if self.meaning else 0

    def search(self, query: Query) -> Results:
        """Answer a query within its deadline (default 0.8 s from now).

        Raises QueryError for a question that cannot be asked, EngineBusy without a free slot, and
        SearchUnavailable when the engine fails, is too late, answers in part with nothing, or is being
        left alone after failures. Never returns an empty answer for a failure.
        """
        started = time.monotonic()
        deadline = query.deadline if query.deadline is not None else started + DEADLINE
        results = self._asked(lambda: self._answer(query, deadline), deadline)
        return replace(results, took_ms=(time.monotonic() - started) * 1000)

    def run(self, plan: Plan) -> RawResults:
        """Answer a plan that is no question of a reader, such as what is like a record; guarded as `search` is."""
        deadline = time.monotonic() + DEADLINE
        return self._asked(lambda: _whole(self.backend.search(plan, deadline)), deadline)

    def _asked(self, work: Callable[[], Answer], deadline: float) -> Answer:
        """Do the work in a slot, and let the breaker know how it went."""
        started = time.monotonic()
        if not self.breaker.allows():
            raise SearchUnavailable("breaker_open")
        try:
            answer = self._guarded(work, deadline)
        except (QueryError, EngineBusy, IndexMissing):
            self.breaker.neither()
            raise
        except BaseException:
            self.breaker.bad()
            raise
        (self.breaker.good if time.monotonic() - started < DEADLINE else self.breaker.bad)()
        return answer

    def _guarded(self, work: Callable[[], Answer], deadline: float) -> Answer:
        pool, free = self._running()
        wait = max(0.0, min(SLOT_WAIT, deadline - time.monotonic()))
        if not free.acquire(timeout=wait):
            raise EngineBusy(f"{self._slots} searches are running")
        try:
            future: Future[Answer] = pool.submit(work)
        except BaseException:
            free.release()
            raise
        future.add_done_callback(lambda _done: free.release())
        try:
            return future.result(timeout=max(0.0, deadline - time.monotonic()))
        except FutureTimeout as error:
            raise SearchUnavailable("deadline") from error

    def _running(self) -> tuple[ThreadPoolExecutor, threading.BoundedSemaphore]:
        """The threads of this process; those of a parent do not survive fork."""
        with self._starting:
            if self._pool is None or self._pid != os.getpid():
                self._pool = ThreadPoolExecutor(self._slots, thread_name_prefix="search")
                self._free = threading.BoundedSemaphore(self._slots)
                self._pid = os.getpid()
            return self._pool, self._free

    def _answer(self, query: Query, deadline: float) -> Results:
        backend = self.backend
        question = self.meaning.begin(query, deadline) if self.meaning else None
        asked = make_plan(query, backend.index, backend.analysis, self.lexicon, DEPTH if question else 0)
        raw = strict = _whole(backend.search(asked, deadline))
        shown = asked
        hits = [Hit(hit.id, hit.score, asked.step) for hit in raw.hits]
        second = asked.after(raw.total)
        is_late = second is not None and time.monotonic() >= deadline - SECOND_STEP_NEEDS
        if second is not None and not is_late:
            more = _whole(backend.search(second, deadline))
            if more.total > raw.total or not raw.total:
                hits = _append(hits, more.hits, second.step)
                raw, shown = replace(more, without=_without(raw, more, asked.enough)), second
        raw = replace(raw, facets={**raw.facets, **_kinds(query, raw, strict)})
        folded = fold_in(query, backend, self.lexicon, asked, shown, deadline)
        joined = question.join(backend, shown, hits, deadline) if question else Joined(hits)
        is_whole = shown is not asked or raw.total <= shown.limit
        listed, by_fold = folded.beside(joined.hits, asked.step, is_whole=is_whole)
        late = (SOME_WORDS_LEFT_OUT,) if is_late else ()
        joined = replace(joined, hits=listed, notices=(*joined.notices, *folded.notices, *late))
        return _results(query, backend, shown, raw, joined, by_fold)

    def close(self) -> None:
        """Stop the threads once their searches end; the backend stays open."""
        if self._pool is not None and self._pid == os.getpid():
            self._pool.shutdown(wait=False, cancel_futures=True)


def _whole(raw: RawResults) -> RawResults:
    """An answer of some shards only, with nothing in it, is a failure."""
    if raw.partial and not raw.total:
        raise SearchUnavailable("partial")
    return raw


def _kinds(query: Query, raw: RawResults, strict: RawResults) -> dict[str, Mapping[str, int]]:
    """Of other kinds as many hits as each has when it is asked for: on the rung its own number leads to."""
    all_words, some_words = (facets.get(KIND) for facets in (strict.facets, strict.aside))
    if all_words is None or some_words is None or KIND not in raw.facets:
        return {}
    others = (all_words.keys() | some_words.keys()).difference(query.kinds)
    whole = {kind: all_words.get(kind, 0) for kind in others}
    own = {kind: many if many >= ENOUGH else max(many, some_words.get(kind, 0)) for kind, many in whole.items()}
    return {KIND: {**raw.facets[KIND], **own}}


def _append(strict: list[Hit], more: Sequence[RawHit], step: str) -> list[Hit]:
    """A hit of the strict step stays above those with some of the words."""
    known = {hit.id for hit in strict}
    return strict + [Hit(hit.id, hit.score, step) for hit in more if hit.id not in known]


def _without(strict: RawResults, more: RawResults, enough: int) -> dict[str, int]:
    """Hits without a filter, on the rung that the question would then be answered on."""
    return {name: count if count >= enough else more.without.get(name, count) for name, count in strict.without.items()}


def _results(query: Query, backend: Backend, shown: Plan, raw: RawResults, joined: Joined, by_fold: int) -> Results:
    from_top = shown.offset == 0 and shown.limit > query.size
    hits = joined.hits
    page = hits[query.offset : query.offset + query.size] if from_top else hits[: query.size]
    counted = {name: counts for name, counts in raw.facets.items() if name != UNSTATED}
    facets = {name: _buckets(name, counts, query, backend.index) for name, counts in counted.items()}
    return Results(
        hits=tuple(page),
        total=raw.total,
        total_is_exact=raw.total_is_exact,
        facets=facets,
        step=shown.step,
        engine=backend.engine,
        generation=raw.generation,
        understanding=(*shown.understanding, *joined.notices),
        by_meaning=joined.added,
        by_fold=by_fold,
        unstated=raw.facets.get(UNSTATED, {}).get(NONE),
        without=raw.without,
        facets_left_out=bool(shown.facets) and not raw.facets,
        partial=raw.partial,
    )


def _buckets(name: str, counts: Mapping[str, int], query: Query, index: Index) -> tuple[Bucket, ...]:
    """Buckets in the order a page shows them; a chosen value is there even when nothing has it."""
    chosen = {value.key if isinstance(value, Range) else value for value in query.values(name)}
    shown = {**counts, **{value: 0 for value in chosen if value not in counts and ".." not in value}}
    order = index.bucket_order(name)
    keys = sorted(shown, key=lambda key: order(key, shown[key]))
    return tuple(Bucket(key, shown[key], key in chosen) for key in keys)
