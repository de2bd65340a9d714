"""Finding: the engine's answer checked against the database, or the basic mode when the engine is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from marketplace.core import index_status, indexing, outbox, running
from marketplace.core.errors import DomainError, Invalid, TooLarge
from marketplace.core.filter_words import impossible
from marketplace.core.i18n import _, lang
from marketplace.core.policy import Actor
from marketplace.core.searchable import PASSED_OVER, audience_of
from marketplace.core.unit import unit
from marketplace.discovery.errors import NoSuchBasicPage, NoSuchPage
from marketplace.discovery.queries.records import by_kind, ids_of
from marketplace.discovery.queries.rows import Row, rows_of, with_attachments, with_reasons
from marketplace.discovery.queries.understanding import told
from marketplace.discovery.queries.ways import Relief
from marketplace.discovery.service import answers, basic
from marketplace.discovery.service.basic import Waiting
from marketplace.discovery.service.relief import relief
from marketplace.listings import queries as listings
from search import Query, QueryError, Results, SearchUnavailable, urls
from search.analysis import highlight
from search.analysis.lexicon import WIDENED
from search.filters import value_order
from search.index import Index
from search.planner import ANY_WORD
from search.query import MAX_WINDOW, Notice
from search.semantic.meaning import MEANING

MOST_PRINTS = 4  # addresses that ask the same differ by what was ticked to compare, or by what no site knows

log = logging.getLogger("marketplace.discovery")


@dataclass(frozen=True)
class Found:
    """A page of results. `basic` marks the mode without the engine; then `results` is None."""

    query: Query
    notices: tuple[Notice, ...]
    rows: Sequence[Row]
    total: int
    total_is_exact: bool
    results: Results | None
    index: Index
    basic: bool = False
    relief: Relief = field(default_factory=Relief)
    is_old: bool = False  # changes have waited for the index for more than a minute
    words_left_out: bool = False  # the basic mode had no time to read titles: filters only
    waiting: Sequence[Waiting] = ()  # parts of the question that the basic mode does not apply
    prints: dict[str, str] = field(default_factory=dict, compare=False)  # by address

    def printed(self, address: str, printing: Callable[[], str]) -> str:
        """The answer as the page at this address shows it; printed once for all who are given the same answer."""
        if address not in self.prints:
            if len(self.prints) >= MOST_PRINTS:
                self.prints.clear()
            self.prints[address] = printing()
        return self.prints[address]

    @property
    def is_whole(self) -> bool:
        """Whether the same question would be answered the same as long as nothing changes."""
        return self.results is not None and self.results.is_whole and not self.relief.is_cut and not self.is_old

    @property
    def by_meaning(self) -> int:
        """How many stand in the list beside `total`, which counts what the words find."""
        return self.results.by_meaning if self.results else 0

    @property
    def by_attachment(self) -> int:
        """How many more a file under agreement was found for; 0 for whoever may read none."""
        return self.results.by_fold if self.results else 0

    @property
    def by_words(self) -> int:
        """How many have words of the question; the list may hold what is close to it in meaning all the same."""
        return self.total + self.by_attachment

    @property
    def asks_nothing(self) -> bool:
        """Whether the question has signs only, which no record can answer."""
        return self.query.text.asks_nothing

    @property
    def is_ordered(self) -> bool:
        """Whether the rows are in an order asked for, not newest first; the basic mode may have no time for that."""
        is_asked = value_order(self.query, self.index) is not None
        return is_asked and not any(part.param == "sort" for part in self.waiting)

    @property
    def listed(self) -> int:
        """How many rows a person may turn to; the depth is limited."""
        more = self.basic and not self.total_is_exact  # it counts no further than to the next page
        return min(self.by_words + self.by_meaning + more, MAX_WINDOW)

    @property
    def pages(self) -> int:
        """Pages a person may turn to."""
        return max(1, -(-self.listed // self.query.size))


def read(
    actor: Actor,
    pairs: Iterable[tuple[str, str]],
    *,
    strict: bool = False,
    paged: bool = True,
    kinds: Sequence[str] = ("listing",),
    tokens: frozenset[str] | None = None,
) -> urls.Parsed:
    """The question in a URL, as the actor asks it, or as whoever has these tokens.

    Raises NoSuchPage for one too deep, and with `strict` Invalid naming the parameter, or TooLarge.
    """
    try:
        parsed = urls.parse(
            pairs, _index(), audience=audience_of(actor) if tokens is None else tokens, ignore=PASSED_OVER,
            strict=strict, kinds=kinds, paged=paged,
        )  # fmt: skip
    except QueryError as error:
        if error.code == "too_deep" and not strict:
            raise NoSuchPage(
                _("Results are shown up to number %(most)s. Narrow the search with more words or a filter.",
                  most=f"{MAX_WINDOW:,}")
            ) from error  # fmt: skip
        raise _refusal(Notice(error.code, error.field, error.value)) from error
    if strict and (notice := next(impossible(parsed.query, _index()), None)):
        raise _refusal(notice)
    return parsed


def refuse_long(words: str) -> None:
    """Raise TooLarge for a text that is no question of anyone; programs are told, for people it is cut."""
    if urls.is_too_long(words):
        raise _refusal(Notice("text_too_long", "q"))


def _refusal(notice: Notice) -> DomainError:
    why = describe(notice, refused=True)
    if notice.code == "text_too_long":
        return TooLarge(why, fields={notice.field: [why]})
    return Invalid(fields={notice.field: [why]})


def find(actor: Actor, pairs: Iterable[tuple[str, str]], *, strict: bool = False) -> Found:
    """Answer a question. An engine that is away gives the basic mode, never an empty answer."""
    parsed = read(actor, pairs, strict=strict)
    if not actor.is_anonymous:
        return _found(actor, parsed)
    most = running.settings().kept_answers
    found = answers.kept((parsed.query, lang()), most, lambda: _found(actor, parsed), lambda found: found.is_whole)
    return replace(found, notices=parsed.notices)  # they are no part of the question


def _found(actor: Actor, parsed: urls.Parsed) -> Found:
    query = parsed.query
    began = time.monotonic()
    try:
        results = indexing.searcher().search(query)
    except SearchUnavailable as error:
        log.warning("search answered in basic mode", extra={"reason": error.reason})
        return _basic(actor, parsed, basic.milliseconds_left(time.monotonic() - began, error.reason))
    if query.page > 1 and not results.hits:
        raise NoSuchPage()
    rows = _checked(actor, query, results)
    return Found(
        query=query, notices=parsed.notices, rows=rows, total=results.total, total_is_exact=results.total_is_exact,
        results=results, index=_index(), relief=relief(query, results),
        is_old=index_status.results_may_be_old(),
    )  # fmt: skip


def _index() -> Index:
    return indexing.declared()


def _checked(actor: Actor, query: Query, results: Results) -> list[Row]:
    """The rows the database still shows to this reader, in the engine's order; the others are queued again."""
    ids = [hit.id for hit in results.hits]
    analysis = indexing.backend().analysis
    wanted = highlight.marks(query.text, analysis, _widened_by(results), in_parts=results.step == ANY_WORD)
    rows = rows_of(actor, ids, wanted)
    confidential = {hit.id for hit in results.hits if hit.step == listings.ATTACHMENT}
    shown = with_attachments(actor, [rows[name] for name in ids if name in rows], wanted, confidential)
    if missing := set(ids).difference(row.name for row in shown):
        requeue(missing)
    near = {hit.id for hit in results.hits if hit.step == MEANING}
    return with_reasons(shown, near, query.text.source, analysis)


def _widened_by(results: Results) -> list[str]:
    """Terms the question was widened by: a row that was found by one of them shows it."""
    return [term for notice in results.understanding if notice.code in WIDENED for term in notice.terms]


def requeue(names: Iterable[str]) -> None:
    """Queue documents whose rows have changed or gone, in a transaction of its own (reading writes nothing)."""
    with unit(independent=True):
        for kind, public_ids in by_kind(names).items():
            numbers = ids_of(kind, public_ids)
            for name in (kind, *(fold.kind for fold in _index().folds if fold.onto == kind)):
                outbox.enqueue_missing(name, numbers)


def _basic(actor: Actor, parsed: urls.Parsed, milliseconds: int) -> Found:
    """What PostgreSQL finds in the time that is left."""
    query = parsed.query
    found = basic.titles(query, _index(), milliseconds)
    if query.page > 1 and not found.names:
        raise NoSuchBasicPage() if query.text or found.waiting else NoSuchPage()
    rows = rows_of(actor, found.names)
    shown = [rows[name] for name in found.names if name in rows]
    return Found(
        query=query, notices=parsed.notices, rows=shown, total=query.offset + len(found.names),
        total_is_exact=not found.more, results=None, index=_index(), basic=True,
        words_left_out=found.words_left_out, waiting=found.waiting,
    )  # fmt: skip


def describe(notice: Notice, *, refused: bool = False) -> str:
    """A notice of the search library as a sentence; `refused` when nothing was searched because of it."""
    return told(notice, _index(), refused=refused)
