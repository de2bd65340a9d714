"""Results to take away: up to 1,000 records of a question, limited, and noted in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson

from marketplace.core import audit, clock, indexing, limits
from marketplace.core.errors import NotFound, Unauthenticated
from marketplace.core.filter_words import in_words
from marketplace.core.i18n import _, l_
from marketplace.core.policy import Actor
from marketplace.core.unit import unit
from marketplace.discovery.errors import EngineAway
from marketplace.discovery.queries.collections import page_for
from marketplace.discovery.queries.table import table
from marketplace.discovery.service import sheets
from marketplace.discovery.service.finding import describe, read
from search import Query, SearchUnavailable
from search.query import MAX_SIZE, MAX_WINDOW

RATE = {"times": 10, "seconds": 3600}


@dataclass(frozen=True)
class Exported:
    """A file ready to be sent."""

    content: bytes
    media_type: str
    name: str


@dataclass(frozen=True)
class Answer:
    """The names of the first thousand results, and how many there are in all."""

    names: Sequence[str]
    total: int
    total_is_exact: bool


def export_results(
    actor: Actor, pairs: Iterable[tuple[str, str]], *, form: str, address: str = "", strict: bool = False
) -> Exported:
    """The first 1,000 results of a question as a file, which says when there are more.

    `form` is xlsx, csv (both for people who are signed in) or json; `address` is where an anonymous reader
    asks from. What of the question was not applied stands in the file; with `strict` it is refused.
    Raises NotFound (another form), Unauthenticated, TooMany (10 an hour), EngineAway, and Invalid
    and TooLarge (strict).
    """
    _check_form(actor, form)
    parsed = read(actor, pairs, strict=strict, paged=False)
    limits.check("export", _counted_by(actor, address), **RATE)
    answer = _answer(parsed.query)  # what the engine owes is no export
    allow(actor, form, address)
    return export(
        actor, answer.names, form=form, subject="search", question=in_words(parsed.query, indexing.declared()),
        remarks=[describe(notice) for notice in parsed.notices], answer=answer,
    )  # fmt: skip


def export_collection(actor: Actor, public_id: str, *, form: str) -> Exported:
    """What a collection holds for this reader, with the notes. Raises NotFound, TooMany."""
    found = page_for(actor, public_id)
    allow(actor, form)
    subject, name = f"collection:{public_id}", found.card.shown_name
    asked = ("collection", _("Collection"), name)
    return export(actor, found.names, form=form, subject=subject, question=name, asked=asked, notes=found.notes)


def allow(actor: Actor, form: str, address: str = "") -> None:
    """Count one export of this reader. Raises NotFound, Unauthenticated or TooMany."""
    _check_form(actor, form)
    limits.hit("export", _counted_by(actor, address), **RATE)


def _counted_by(actor: Actor, address: str) -> str:
    return str(actor.user_id or address)


def _check_form(actor: Actor, form: str) -> None:
    if form not in sheets.MEDIA:
        raise NotFound()
    if actor.is_anonymous and form != "json":
        raise Unauthenticated()


def export(
    actor: Actor,
    names: Sequence[str],
    *,
    form: str,
    subject: str,
    question: str,
    asked: tuple[str, str, str] | None = None,
    notes: Mapping[str, str] | None = None,
    remarks: Sequence[str] = (),
    answer: Answer | None = None,
) -> Exported:
    """The records of these names which the reader may see now, as a file; `question` says what was asked for, `asked`
    how the file calls it when it is no question.

    `remarks` say what of the question was not applied; `answer` is what the names are the beginning of.
    """
    rows = table(actor, names, notes)
    facts = [
        asked or ("question", _("Question"), question or _("all records")),
        *([("remarks", _("Remarks on the question"), " ".join(remarks))] if remarks else []),
        ("count", _("Number of records"), str(len(rows.rows))),
        *_cut(answer),
        ("date", _("Date"), clock.local(clock.now()).strftime("%Y-%m-%d %H:%M")),
        ("licence", _("Licence"),
         _("The texts belong to their owners. Use them to judge an offer; where a record names a source and licence, "
           "name both when you pass the text on.")),
    ]  # fmt: skip
    # In a transaction of its own: reading writes nothing, and what left the house is noted in any case.
    with unit(independent=True):
        audit.record(
            "search.export", actor=actor, subjects=[subject], visibility="staff",
            data={"form": form, "question": question[:500], "records": len(rows.rows)},
        )  # fmt: skip
    content = sheets.write(form, rows, facts)
    if form == "json":
        content = _with_numbers(content, len(rows.rows), answer)
    day = clock.today().isoformat()
    return Exported(content, sheets.MEDIA[form], f"green-technology-{day}.{form}")


def _cut(answer: Answer | None) -> list[tuple[str, str, str]]:
    """What the file says when there are more results than it may hold."""
    if answer is None or answer.total <= MAX_WINDOW:
        return []
    values = {"total": answer.total, "most": MAX_WINDOW}
    if answer.total_is_exact:
        text = _("%(total)s. This file holds the first %(most)s; narrow the question to get the others.", **values)
    else:
        text = _(
            "More than %(total)s. This file holds the first %(most)s; narrow the question to get the others.", **values
        )
    return [("total", _("Results in all"), text)]


def _with_numbers(content: bytes, count: int, answer: Answer | None) -> bytes:
    """The JSON of a table, with how many records it holds and how many there are beside them."""
    numbers: dict[str, object] = {"count": count}
    if answer is not None:
        numbers |= {"total": answer.total, "total_is_exact": answer.total_is_exact}
    return orjson.dumps(numbers | orjson.loads(content))


def _answer(query: Query) -> Answer:
    """The first thousand hits, without counting facets."""
    found: list[str] = []
    total, is_exact = 0, True
    for number in range(1, MAX_WINDOW // MAX_SIZE + 1):
        try:
            results = indexing.searcher().search(replace(query, page=number, size=MAX_SIZE, facets=()))
        except SearchUnavailable as error:
            raise EngineAway(
                l_("The search engine does not answer, so nothing can be exported now. Please try again later.")
            ) from error
        if number == 1:
            total, is_exact = results.total + results.by_meaning + results.by_fold, results.total_is_exact
        found += [hit.id for hit in results.hits]
        if len(results.hits) < MAX_SIZE:
            break
    return Answer(list(dict.fromkeys(found)), total, is_exact)
