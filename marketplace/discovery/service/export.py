"""Results to take away: up to 1,000 records of a question, limited, and noted in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from marketplace.core import audit, clock, indexing, limits
from marketplace.core.errors import NotFound, Unauthenticated, Unavailable
from marketplace.core.filter_words import in_words
from marketplace.core.i18n import _, l_
from marketplace.core.policy import Actor
from marketplace.core.unit import unit
from marketplace.discovery.queries.collections import page_for
from marketplace.discovery.queries.table import table
from marketplace.discovery.service import sheets
from marketplace.discovery.service.finding import read
from search import Query, SearchUnavailable
from search.query import MAX_SIZE, MAX_WINDOW

PER_HOUR = 10


@dataclass(frozen=True)
class Exported:
    """A file ready to be sent."""

    content: bytes
    media_type: str
    name: str


def export_results(actor: Actor, pairs: Iterable[tuple[str, str]], *, form: str, address: str = "") -> Exported:
    """The first 1,000 results of a question as a file.

    `form` is xlsx, csv (both for people who are signed in) or json; `address` is where an anonymous reader
    asks from. Raises NotFound (another form), Unauthenticated, TooMany (10 an hour), Unavailable without an engine.
    """
    allow(actor, form, address)
    query = read(actor, pairs).query
    return export(actor, _names(query), form=form, subject="search", question=in_words(query, indexing.declared()))


def export_collection(actor: Actor, public_id: str, *, form: str) -> Exported:
    """What a collection holds for this reader, with the notes. Raises NotFound, TooMany."""
    found = page_for(actor, public_id)
    allow(actor, form)
    subject, name = f"collection:{public_id}", found.card.shown_name
    return export(actor, found.names, form=form, subject=subject, question=name, notes=found.notes)


def allow(actor: Actor, form: str, address: str = "") -> None:
    """Count one export of this reader. Raises NotFound, Unauthenticated or TooMany."""
    if form not in sheets.MEDIA:
        raise NotFound()
    if actor.is_anonymous and form != "json":
        raise Unauthenticated()
    limits.hit("export", str(actor.user_id or address), times=PER_HOUR, seconds=3600)


def export(
    actor: Actor,
    names: Sequence[str],
    *,
    form: str,
    subject: str,
    question: str,
    notes: Mapping[str, str] | None = None,
) -> Exported:
    """The records of these names which the reader may see now, as a file; `question` says what was asked for."""
    rows = table(actor, names, notes)
    facts = [
        (_("Question"), question or _("all records")),
        (_("Number of records"), str(len(rows.rows))),
        (_("Date"), clock.local(clock.now()).strftime("%Y-%m-%d %H:%M")),
        (_("Licence"), _("The texts belong to their owners. Use them to judge an offer; where a record names a "
                         "source and licence, name both when you pass the text on.")),
    ]  # fmt: skip
    # In a transaction of its own: reading writes nothing, and what left the house is noted in any case.
    with unit(independent=True):
        audit.record(
            "search.export", actor=actor, subjects=[subject], visibility="staff",
            data={"form": form, "question": question[:500], "records": len(rows.rows)},
        )  # fmt: skip
    day = clock.today().isoformat()
    return Exported(sheets.write(form, rows, facts), sheets.MEDIA[form], f"green-technology-{day}.{form}")


def _names(query: Query) -> list[str]:
    """Names of the first thousand hits, without counting facets."""
    found: list[str] = []
    for number in range(1, MAX_WINDOW // MAX_SIZE + 1):
        try:
            hits = indexing.searcher().search(replace(query, page=number, size=MAX_SIZE, facets=())).hits
        except SearchUnavailable as error:
            raise Unavailable(
                l_("The search engine does not answer, so nothing can be exported now. Please try again later.")
            ) from error
        found += [hit.id for hit in hits]
        if len(hits) < MAX_SIZE:
            break
    return list(dict.fromkeys(found))
