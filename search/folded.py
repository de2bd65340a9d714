"""Hits by documents that stand for others: asked beside the words, put after what has all the words itself."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from search.among import among
from search.analysis.lexicon import Lexicon
from search.backend import Backend
from search.errors import SearchUnavailable
from search.index import Fold
from search.plan import Plan
from search.planner import ALL_WORDS, EXACT
from search.planner import plan as make_plan
from search.query import Notice, Query
from search.results import Hit
from search.semantic.meaning import MEANING

MOST = 20  # hits of this way
NEEDS = 0.1  # seconds that must be left to ask
SPARE = 0.05  # seconds the answer of words keeps when the engine takes all the time it is given


@dataclass(frozen=True, slots=True)
class Folded:
    """What folded documents found, best first. `known` are hits the words find too, but with some of them only."""

    hits: tuple[Hit, ...] = ()
    known: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()

    def beside(self, hits: list[Hit], strict: str, *, is_whole: bool) -> tuple[list[Hit], int]:
        """The list with these hits in their place, each id once, and how many neither words nor meaning found.

        Their documents have all the words, so they follow the last hit of the step `strict`, which has them itself,
        and stand above hits with some of the words. Unless the list holds that step whole, their place lies beyond
        it: so numbered pages fit together.
        """
        steps = {hit.id: hit.step for hit in hits}
        placed = [hit for hit in self.hits if steps.get(hit.id) != strict][:MOST]
        added = sum(hit.id not in self.known and steps.get(hit.id) != MEANING for hit in placed)
        if not placed or not is_whole:
            return hits, added
        moved = {hit.id for hit in placed}
        others = [hit for hit in hits if hit.id not in moved]
        place = max((number for number, hit in enumerate(others, 1) if hit.step == strict), default=0)
        return [*others[:place], *placed, *others[place:]], added


def fold_in(query: Query, backend: Backend, lexicon: Lexicon, asked: Plan, shown: Plan, deadline: float) -> Folded:
    """Ask the folded kinds this reader may find; `asked` is the strict plan of the question, `shown` the one answered.

    Nothing is asked without words, in another order than relevance, or for a sentence: of that, every long text has
    some words. A kind that cannot be asked in time is left out, with a notice.
    """
    found = Folded()
    if asked.sort is not None or asked.step not in (ALL_WORDS, EXACT):
        return found
    for fold in backend.index.folds:
        if fold.is_for(query.audience) and (not query.kinds or fold.onto in query.kinds):
            more = _ask(fold, query, backend, lexicon, asked, shown, deadline - SPARE)
            found = Folded(found.hits + more.hits, found.known | more.known, found.notices + more.notices)
    return found


def _ask(
    fold: Fold, query: Query, backend: Backend, lexicon: Lexicon, asked: Plan, shown: Plan, deadline: float
) -> Folded:
    question = replace(query, kinds=(fold.kind,), filters=(), facets=(), page=1, size=MOST)
    plan = make_plan(question, backend.index, backend.analysis, lexicon)
    try:
        if time.monotonic() > deadline - NEEDS:
            raise SearchUnavailable("deadline")
        hits = backend.search(plan, deadline).hits if plan.step == asked.step else ()
        parents = {fold.parent(hit.id): hit for hit in hits}
        by_words = among(backend, shown, tuple(parents), deadline) if parents else {}
    except SearchUnavailable:
        return Folded(notices=(Notice(f"{fold.kind}_left_out"),))
    # What the words of the answered plan find has all of them, unless that plan asks for some words only.
    kept = [id for id in parents if id in by_words and not (by_words[id] and shown is asked)]
    return Folded(
        hits=tuple(Hit(id, parents[id].score, fold.kind) for id in kept),
        known=frozenset(id for id in kept if by_words[id]),
    )
