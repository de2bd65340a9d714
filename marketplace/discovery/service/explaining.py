"""Explain to staff, and to the owner of a record, why a question finds the record or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.accounts import queries as accounts
from marketplace.core import indexing
from marketplace.core.errors import Forbidden, Invalid, NotFound
from marketplace.core.explaining import READERS, Explained, explain_record
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.discovery.policy import EXPLANATION
from marketplace.discovery.service.finding import PASSED_OVER, describe
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs
from search import Query, QueryError, urls
from search.query import Notice


@dataclass(frozen=True)
class Subject:
    """The record that is asked about."""

    kind: str
    public_id: str
    title: Text
    owner_id: int


@dataclass(frozen=True)
class Explanation:
    """The record, the question as one kind of reader asks it, and what came of it."""

    subject: Subject
    query: Query
    reader: str
    readers: tuple[str, ...]
    notices: tuple[Notice, ...]
    explained: Explained


def explain(
    actor: Actor, *, kind: str, public_id: str, pairs: Iterable[tuple[str, str]], reader: str = "public"
) -> Explanation:
    """Explain a record for the question of a search address, as `reader` (public, member, staff) asks it.

    Raises NotFound for records that are not the actor's, Forbidden for readers the actor is not, and Invalid
    for a question that cannot be asked.
    """
    subject = _subject(kind, public_id)
    EXPLANATION.check(actor, "view", subject)
    allowed = tuple(READERS) if actor.is_staff or actor.system else ("public", "member")
    if reader not in allowed:
        raise Forbidden()
    try:
        parsed = urls.parse(
            pairs, indexing.declared(), audience=READERS[reader], ignore=(*PASSED_OVER, "reader"), kinds=(kind,)
        )
        explained = explain_record(f"{kind}:{public_id}", parsed.query)
    except QueryError as error:
        raise Invalid(fields={error.field: [describe(Notice(error.code, error.field, error.value))]}) from error
    return Explanation(subject, parsed.query, reader, allowed, parsed.notices, explained)


def _subject(kind: str, public_id: str) -> Subject:
    if kind == "listing" and (listing := listings.summary_by_public_id(public_id)):
        return Subject(kind, public_id, listing.title, listing.owner_id)
    if kind == "need":
        need = needs.summary_by_public_id(public_id)
        return Subject(kind, public_id, need.title, need.owner_id)
    if kind == "organisation" and (card := accounts.organisation_by_public_id(public_id)):
        return Subject(kind, public_id, card.name, card.id)
    raise NotFound()
