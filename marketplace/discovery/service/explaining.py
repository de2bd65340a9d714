"""Explain to staff, and to the owner of a record, why a question finds the record or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from marketplace.accounts import queries as accounts
from marketplace.core.errors import Forbidden, Invalid, NotFound
from marketplace.core.explaining import READERS, Explained, explain_record
from marketplace.core.i18n import _
from marketplace.core.policy import Actor
from marketplace.core.searchable import audience_of
from marketplace.core.text import Text
from marketplace.discovery.policy import EXPLANATION
from marketplace.discovery.service.finding import read
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs
from search import Query
from search.query import Notice

READER = "reader"  # the key of the address that says who is thought to ask
SELF = "self"


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
    actor: Actor,
    *,
    kind: str,
    public_id: str,
    pairs: Iterable[tuple[str, str]],
    reader: str = "public",
    strict: bool = False,
) -> Explanation:
    """Explain a record for the question of a search address, as `reader` (public, self, member, staff) asks it.

    Raises NotFound for records that are not the actor's, Forbidden for readers who may find more than the actor, and
    Invalid for a reader nobody is and, with `strict`, for a question of which a part cannot be applied.
    """
    subject = _subject(kind, public_id)
    EXPLANATION.check(actor, "view", subject)
    allowed = readers(actor)
    _check_reader(reader, allowed)
    asked = [pair for pair in pairs if pair[0] != READER]
    parsed = read(actor, asked, strict=strict, paged=False, kinds=(kind,), tokens=allowed[reader])
    explained = explain_record(f"{kind}:{public_id}", parsed.query)
    if not actor.is_staff:
        explained = _without_engine_words(explained)
    return Explanation(subject, parsed.query, reader, tuple(allowed), parsed.notices, explained)


def readers(actor: Actor) -> Mapping[str, frozenset[str]]:
    """Who the actor may look as, with their tokens: the centre as anyone, others as nobody who may find more than they.

    What is told of an answer tells what stands in the texts it was found in.
    """
    own = audience_of(actor)
    known = {"public": READERS["public"], SELF: own, **READERS}
    return {name: tokens for name, tokens in known.items() if actor.is_staff or tokens <= own}


def _check_reader(reader: str, allowed: Mapping[str, object]) -> None:
    if reader not in (*READERS, SELF):
        rule = _("“%(value)s” is no reader. Give one of: %(names)s.", value=reader[:100], names=", ".join(allowed))
        raise Invalid(fields={READER: [rule]})
    if reader not in allowed:
        rule = _("This reader may find more than you. You may look as: %(names)s.", names=", ".join(allowed))
        raise Forbidden(rule, fields={READER: [rule]})


def _without_engine_words(explained: Explained) -> Explained:
    """Without what the engine itself says: it counts documents whoever may find them."""
    if explained.account is None:
        return explained
    rungs = tuple(replace(rung, told=replace(rung.told, detail={})) for rung in explained.account.rungs)
    return replace(explained, account=replace(explained.account, rungs=rungs))


def _subject(kind: str, public_id: str) -> Subject:
    if kind == "listing" and (listing := listings.summary_by_public_id(public_id)):
        return Subject(kind, public_id, listing.title, listing.owner_id)
    if kind == "need":
        need = needs.summary_by_public_id(public_id)
        return Subject(kind, public_id, need.title, need.owner_id)
    if kind == "organisation" and (card := accounts.organisation_by_public_id(public_id)):
        return Subject(kind, public_id, card.name, card.id)
    raise NotFound()
