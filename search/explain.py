"""Why one document is, or is not, an answer to one question: words, fields, points, filters, place; on both engines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.analysis.normalise import normalise
from search.concepts import read_text
from search.errors import SearchUnavailable
from search.index import Index
from search.plan import (
    AllOf,
    AnyOf,
    AtLeast,
    Between,
    Constant,
    DisMax,
    FacetRequest,
    In,
    Node,
    Phrase,
    Plan,
    Term,
)
from search.planner import plan as plan_of
from search.query import MAX_WINDOW, Notice, Query
from search.results import Explanation
from search.searcher import Searcher

MOST_PARTS = 150  # clauses that are told; a question that is cut to its limits has fewer words than that
LOOK_SECONDS = 5.0  # for each look at the engine: nobody waits for a page of results here
PAGE = 100
_FORMS = {"w": "word", "u": "character", "b": "pair", "en": "stem", "x": "title"}


@dataclass(frozen=True, slots=True)
class Part:
    """One clause that gives points: what is looked for in which field.

    form       word, phrase, pair (of characters), character, stem (English), code, title (the whole), literal
    documents  how many living documents that the reader may find have it: the fewer, the more it is worth
    points     what it gives this document, None when the document has it not; only comparable on one engine
    """

    field: str
    form: str
    text: str
    weight: float
    documents: int
    points: float | None

    @property
    def matched(self) -> bool:
        """Whether the document has it."""
        return self.points is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word, phrase or number of the question that the strict rung demands, and whether the document has it."""

    text: str
    matched: bool


@dataclass(frozen=True, slots=True)
class Rung:
    """What one rung of the ladder says of the document; `told` is the engine's own explanation."""

    step: str
    told: Explanation


@dataclass(frozen=True, slots=True)
class Account:
    """The whole explanation. `place` counts from 1 and is None beyond the first thousand, or when it is no hit.

    asks_nothing  whether the question has signs only
    found_by      the rung, or other way, by which the list came to it
    is_current    whether the index holds the version that was asked for; None when it holds no document
    """

    id: str
    source: str
    normalised: str
    asks_nothing: bool
    understanding: tuple[Notice, ...]
    wanted: tuple[Wanted, ...]
    parts: tuple[Part, ...]
    rungs: tuple[Rung, ...]
    total: int
    place: int | None
    found_by: str
    is_current: bool | None
    engine: str
    generation: str
    av: str

    @property
    def excluded_by(self) -> tuple[str, ...]:
        """What shuts it out of every rung: not_indexed, deleted, audience, excluded, match, or a filter's name."""
        return () if self.place else self.rungs[-1].told.excluded_by


def explain(searcher: Searcher, query: Query, document_id: str, version: int | None = None) -> Account:
    """Explain a document of the index for a question, as its reader sees it.

    Raises QueryError for a question that cannot be asked and SearchUnavailable when the engine does not answer.
    """
    asked = replace(query, facets=(), page=1, size=PAGE, deadline=None)
    backend = searcher.backend
    analysis = backend.analysis
    plan = plan_of(asked, backend.index, analysis, searcher.lexicon)
    ladder = [plan] if plan.fallback is None else [plan, plan.fallback]
    rungs = tuple(Rung(one.step, backend.explain(one, document_id)) for one in ladder)
    look = _Look(searcher, document_id, asked.audience)
    reading = read_text(asked, backend.index, analysis, searcher.lexicon)
    nodes = () if query.text.asks_nothing else (*reading.must, *reading.units)
    total, place, found_by = look.place(asked)
    return Account(
        id=document_id, source=query.text.source, normalised=normalise(query.text.source),
        asks_nothing=query.text.asks_nothing, understanding=plan.understanding, wanted=look.wanted(nodes),
        parts=look.parts(plan.score), rungs=rungs, total=total, place=place, found_by=found_by,
        is_current=None if "not_indexed" in rungs[0].told.excluded_by else look.has_version(version),
        engine=backend.engine, generation=backend.health().generation, av=analysis.av,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    """Small questions to the engine about one document, and about what the reader may find beside it.

    Whatever is counted is counted among those: a number of all documents tells what stands in others' texts.
    """

    searcher: Searcher
    document_id: str
    audience: frozenset[str]

    def wanted(self, nodes: tuple[Node, ...]) -> tuple[Wanted, ...]:
        has = self._counts(nodes, self._self())
        return tuple(Wanted(_label(node), count > 0) for node, count in zip(nodes, has, strict=True))

    def parts(self, score: Node | None) -> tuple[Part, ...]:
        leaves = tuple(dict.fromkeys(_leaves(score)))[:MOST_PARTS] if score else ()
        has = self._counts(leaves, self._self())
        everywhere = self._counts(leaves, In("audience", tuple(sorted(self.audience))), In("deleted", ("0",)))
        index = self.searcher.backend.index
        return tuple(
            Part(*_named(leaf, index), documents=frequency, points=self._points(leaf) if count else None)
            for leaf, count, frequency in zip(leaves, has, everywhere, strict=True)
        )

    def has_version(self, version: int | None) -> bool | None:
        if version is None:
            return None
        return self._counts((Between("version", version, version),), self._self()) == [1]

    def place(self, query: Query) -> tuple[int, int | None, str]:
        """Total, place of the document in the list that the reader sees, and the step that found it."""
        total = 0
        for page in range(1, MAX_WINDOW // PAGE + 1):
            found = self.searcher.search(replace(query, page=page, deadline=time.monotonic() + LOOK_SECONDS))
            total = max(total, found.total + found.by_fold)
            for number, hit in enumerate(found.hits, (page - 1) * PAGE + 1):
                if hit.id == self.document_id:
                    return total, number, hit.step
            if len(found.hits) < PAGE:
                break
        return total, None, ""

    def _self(self) -> Node:
        return In("id", (self.document_id,))

    def _counts(self, nodes: tuple[Node, ...], *within: Node) -> list[int]:
        """How many documents for which all of `within` holds match each clause."""
        if not nodes:
            return []
        counted = FacetRequest("parts", "version", ranges=tuple((str(n), node) for n, node in enumerate(nodes)))
        plan = Plan(base=within, step="browse", facets=(counted,), limit=1)
        found = self.searcher.backend.search(plan, time.monotonic() + LOOK_SECONDS).facets.get("parts")
        if found is None:
            raise SearchUnavailable("deadline", "counting")
        return [found[str(number)] for number in range(len(nodes))]

    def _points(self, leaf: Node) -> float:
        plan = Plan(base=(self._self(),), step="browse", score=leaf, limit=1)
        hits = self.searcher.backend.search(plan, time.monotonic() + LOOK_SECONDS).hits
        return hits[0].score if hits else 0.0


def _leaves(node: Node) -> Iterator[Node]:
    match node:
        case AnyOf() | AllOf() | AtLeast() | DisMax():
            for clause in node.clauses:
                yield from _leaves(clause)
        case _:
            yield node


def _named(leaf: Node, index: Index) -> tuple[str, str, str, float]:
    """Field, form, text and weight of a clause that gives points."""
    inner = next(_leaves(leaf.clause), leaf) if isinstance(leaf, Constant) else leaf
    column = inner.column if isinstance(inner, Term | Phrase | In) else ""
    field, _underscore, suffix = column.rpartition("_")
    form = _FORMS.get(suffix, "code")
    if field not in index.fields:
        field, form = column, "code"
    if isinstance(leaf, Constant) and not isinstance(leaf.clause, In):
        form = "literal"
    elif isinstance(inner, Phrase):
        form = "phrase"
    weight = leaf.score if isinstance(leaf, Constant) else inner.weight if isinstance(inner, Term | Phrase) else 0.0
    return field, form, _text(inner), weight


def _text(leaf: Node) -> str:
    match leaf:
        case Term():
            return leaf.token
        case Phrase():
            return "".join(leaf.tokens) if not all(token.isascii() for token in leaf.tokens) else " ".join(leaf.tokens)
        case In():
            return " ".join(leaf.values)
        case _:
            return ""


def _label(node: Node) -> str:
    """How a demanded word is called: as its first clause says it."""
    first = next(_leaves(node.clause if isinstance(node, Constant) else node), node)
    return _text(first.clause if isinstance(first, Constant) else first)
