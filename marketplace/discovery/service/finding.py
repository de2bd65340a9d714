"""Finding: the engine's answer checked against the database, or the basic mode when the engine is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from marketplace.core import index_status, indexing, outbox
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.searchable import audience_of
from marketplace.core.unit import unit
from marketplace.discovery.queries.records import by_kind, ids_of
from marketplace.discovery.queries.rows import Row, rows_of, with_attachments, with_reasons
from marketplace.discovery.queries.ways import Relief
from marketplace.discovery.service import basic
from marketplace.discovery.service.relief import relief
from marketplace.listings import queries as listings
from search import Query, QueryError, Results, SearchUnavailable, urls
from search.analysis import highlight
from search.analysis.lexicon import WIDENED
from search.index import Index
from search.query import Notice
from search.semantic.meaning import MEANING

log = logging.getLogger("marketplace.discovery")
KINDS = ("listing", "need", "organisation")
PASSED_OVER = ("view", "item", "lang", "utm_source", "utm_medium", "utm_campaign")


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

    @property
    def by_meaning(self) -> int:
        """How many stand in the list beside `total`, which counts what the words find."""
        return self.results.by_meaning if self.results else 0

    @property
    def by_attachment(self) -> int:
        """How many more a file under agreement was found for; 0 for whoever may read none."""
        return self.results.by_fold if self.results else 0

    @property
    def listed(self) -> int:
        """How many rows a person may turn to; the depth is limited."""
        return min(self.total + self.by_meaning + self.by_attachment, 1000)

    @property
    def pages(self) -> int:
        """Pages a person may turn to."""
        return max(1, -(-self.listed // self.query.size))


def read(actor: Actor, pairs: Iterable[tuple[str, str]], *, strict: bool = False) -> urls.Parsed:
    """The question in a URL. Raises NotFound for a page too deep, Invalid (strict) naming the parameter."""
    try:
        return urls.parse(
            pairs, _index(), audience=audience_of(actor), ignore=PASSED_OVER, strict=strict, kinds=("listing",)
        )
    except QueryError as error:
        if error.code == "too_deep" and not strict:
            raise NotFound(l_("Results are shown up to the thousandth; narrow the search.")) from error
        raise Invalid(fields={error.field: [describe(Notice(error.code, error.field, error.value))]}) from error


def find(actor: Actor, pairs: Iterable[tuple[str, str]], *, strict: bool = False) -> Found:
    """Answer a question. An engine that is away gives the basic mode, never an empty answer."""
    parsed = read(actor, pairs, strict=strict)
    query = parsed.query
    began = time.monotonic()
    try:
        results = indexing.searcher().search(query)
    except SearchUnavailable as error:
        log.warning("search answered in basic mode", extra={"reason": error.reason})
        return _basic(actor, parsed, basic.milliseconds_left(time.monotonic() - began, error.reason))
    if query.page > 1 and not results.hits:
        raise NotFound()
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
    wanted = highlight.marks(query.text, analysis, _widened_by(results))
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
                outbox.enqueue(name, numbers)


def _basic(actor: Actor, parsed: urls.Parsed, milliseconds: int) -> Found:
    """What PostgreSQL finds in the time that is left."""
    found = basic.titles(actor, parsed.query, milliseconds)
    rows = rows_of(actor, found.names)
    shown = [rows[name] for name in found.names if name in rows]
    return Found(
        query=parsed.query, notices=parsed.notices, rows=shown, total=len(shown), total_is_exact=False, results=None,
        index=_index(), basic=True, words_left_out=found.words_left_out,
    )  # fmt: skip


def describe(notice: Notice) -> Any:
    """A notice of the search library as a sentence."""
    sentences = {
        "unknown_key": l_("“%(field)s” is not a filter of this search and was not applied.", field=notice.field),
        "bad_value": l_("“%(value)s” is not a value of %(field)s and was not applied.",
                        value=notice.value, field=notice.field),
        "unknown_sort": l_("There is no order called “%(value)s”.", value=notice.value),
        "too_deep": l_("Results are shown up to the thousandth; narrow the search."),
        "text_cut": l_("The question was cut to 200 characters."),
        "identifier_check": l_("The check digit of %(value)s does not fit; the number was searched all the same.",
                               value=notice.value),
        "too_many_terms": l_("Only the first twelve words were used."),
    }  # fmt: skip
    return sentences.get(notice.code, l_("A part of the question was not applied: %(field)s.", field=notice.field))
