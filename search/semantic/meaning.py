"""Searching by meaning beside words: the vector of a question in time, and the two lists made one."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass

from search.among import among
from search.backend import Backend
from search.concepts import EXACT_TITLE
from search.errors import SearchUnavailable
from search.plan import Plan
from search.query import Notice, Query
from search.results import Hit
from search.semantic.embedder import Embedder, space_of
from search.semantic.errors import ModelAbsent, ModelFailed
from search.semantic.fuse import DEPTH, Weight, fuse
from search.semantic.rules import question_of, weight_of
from search.semantic.vector import Vector

log = logging.getLogger("search.semantic")
MEANING = "meaning"  # step of a hit that has not the words, and code of notices about it
LEFT_OUT = Notice("meaning_left_out")
MOST_ADDED = 20  # hits by meaning alone; more would only be less alike
CACHED = 2_000  # vectors of questions
ENGINE_NEEDS = 0.15  # seconds that must be left for the engine once the vector is there
LONGEST_WAIT = 0.3  # seconds that an answer of words may be held back for the model
MOST_WAITING = 8  # questions in line for the model; the next is answered by words
PAUSE = 30.0  # seconds a model is left alone after it failed


@dataclass(frozen=True, slots=True)
class Joined:
    """The one list, how many of it words alone would not have found, and what the reader should be told."""

    hits: list[Hit]
    added: int = 0
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Which model answers, or why none does; `failures` since the process started."""

    model_id: str
    reason: str
    failures: int


class Meaning:
    """One per process; the model is opened at the first question, in the thread that asks it.

    `open_model` answers None when meaning is switched off, and raises ModelAbsent. An answer of words is held
    back for the model for `patience` seconds at most.
    """

    def __init__(
        self,
        open_model: Callable[[], Embedder | None],
        weight: Callable[[str], Weight | None] = weight_of,
        patience: float = LONGEST_WAIT,
    ) -> None:
        self._open_model = open_model
        self._weight = weight
        self._patience = patience
        self._model: Embedder | None = None
        self._reason = "not asked yet"
        self._failures = 0
        self._paused_until = 0.0
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Vector] = OrderedDict()
        self._waiting: dict[str, Future[Vector | None]] = {}
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="meaning")

    @property
    def state(self) -> State:
        """For status pages and the doctor."""
        return State(self._model.model_id if self._model else "", self._reason, self._failures)

    def begin(self, query: Query, deadline: float) -> Question | None:
        """Start on the vector of a question, so that it is there when the words are; None where words decide alone."""
        text = question_of(query)
        weight = self._weight(text) if text else None
        if weight is None:
            return None
        with self._lock:
            if text in self._known:
                self._known.move_to_end(text)
                ready: Future[Vector | None] = Future()
                ready.set_result(self._known[text])
                return Question(ready, weight, self._patience)
            if text not in self._waiting and len(self._waiting) < MOST_WAITING:
                self._waiting[text] = self._pool.submit(self._vector, text, deadline)
            return Question(self._waiting.get(text), weight, self._patience)

    def warm(self) -> State:
        """Open the model now and ask it once; for a worker that starts and for the doctor."""
        self._pool.submit(self._vector, "warm", time.monotonic() + PAUSE).result()
        return self.state

    def _vector(self, text: str, deadline: float) -> Vector | None:
        try:
            vector = self._ask(text, deadline)
        finally:
            with self._lock:
                self._waiting.pop(text, None)
        if vector is not None:
            with self._lock:
                self._known[text] = vector
                while len(self._known) > CACHED:
                    self._known.popitem(last=False)
        return vector

    def _ask(self, text: str, deadline: float) -> Vector | None:
        """None while the model is absent, failing or left alone; never raises, because words answer anyway."""
        left = deadline - time.monotonic()
        if left <= 0 or time.monotonic() < self._paused_until:
            return None
        try:
            if self._model is None:
                self._model = self._open_model()
            if self._model is None:
                self._reason, self._paused_until = "switched off", float("inf")
                return None
            vector = Vector.of(space_of(self._model), self._model.query(text, left))
        except ModelAbsent as error:
            self._pause(str(error))
            return None
        except Exception as error:  # whatever a model raises, the words still answer
            self._failures += 1
            self._pause(f"{type(error).__name__}: {error}" if not isinstance(error, ModelFailed) else str(error))
            return None
        self._reason = ""
        return vector

    def _pause(self, reason: str) -> None:
        if reason != self._reason:
            log.warning("searching by meaning is left out", extra={"reason": reason})
        self._reason, self._paused_until = reason, time.monotonic() + PAUSE

    def close(self) -> None:
        """Stop the thread once its computation ends."""
        self._pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose vector is on its way, waited for `patience` seconds; `weight` is as `fuse` takes it.

    `vector` is None when too many others were in line for the model.
    """

    vector: Future[Vector | None] | None
    weight: Weight
    patience: float

    def join(self, backend: Backend, plan: Plan, hits: list[Hit], deadline: float) -> Joined:
        """Join the nearest with `hits`, which `plan` gave from the top on; the hits as they are without vectors."""
        left = deadline - time.monotonic() - ENGINE_NEEDS
        if self.vector is None:
            return Joined(hits, notices=(LEFT_OUT,))
        try:
            vector = self.vector.result(timeout=max(0.0, min(left, self.patience)))
            if vector is None:
                return Joined(hits)
            nearest = [hit.id for hit in backend.nearest(vector, plan, DEPTH, deadline)]
            alone = _alone(backend, plan, nearest, hits, deadline)
        except (FutureTimeout, SearchUnavailable):
            return Joined(hits, notices=(LEFT_OUT,))
        surplus = set(alone[MOST_ADDED:])
        added = alone[:MOST_ADDED]
        known = {hit.id: hit for hit in hits}
        named = [hit.id for hit in hits if hit.score >= EXACT_TITLE]  # the question is their title: they stay first
        fused = fuse([hit for hit in hits if hit.id not in named], nearest, self.weight)
        order = named + [id for id in fused if id not in {*named, *surplus}]
        joined = [known.get(id) or Hit(id, 0.0, MEANING if id in added else plan.step) for id in order]
        return Joined(joined, len(added), (Notice(MEANING, value=str(len(added))),) if added else ())


def _alone(backend: Backend, plan: Plan, near: Sequence[str], hits: Sequence[Hit], deadline: float) -> list[str]:
    """Those of the nearest that the plan's words do not find at all, however far down."""
    found = {hit.id for hit in hits}
    open_ids = tuple(id for id in near if id not in found)
    if not open_ids:
        return []
    found_by_words = among(backend, plan, open_ids, deadline)
    return [id for id in open_ids if not found_by_words.get(id)]
