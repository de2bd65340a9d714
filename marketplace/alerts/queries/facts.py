"""What of a record is news when it changes; re-indexing changes none of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.core.outbox import ENTITIES
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingFigure
from marketplace.needs.models import Need, NeedTarget
from search import Document

Facts = Mapping[str, Any]
NOT_NEWS = frozenset({"owner"})  # kept beside the facts, so that many lines of one owner can be told in one
TEXT = "text"  # the mark of all that is searched: an edit is news only to a search that the record newly fits
NOT_OF_TEXT = frozenset({"owner", "owner_name", "city", "published_at"})  # of a document; nobody edited the record


def facts_of(entity: str, ids: Sequence[int]) -> dict[int, Facts]:
    """Facts by id, as JSON; every entity has `title`. Raises KeyError for an entity nobody describes here."""
    return _READERS[entity](ids) if ids else {}


def mark_of(document: Document) -> str:
    """What a document says, as a mark that is another one once its words or classes were edited."""
    said = {name: value for name, value in document.fields.items() if name not in NOT_OF_TEXT and value}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def changes(before: Facts, after: Facts) -> list[str]:
    """Names of the facts that differ, `text` only where no other does; what was not kept before tells of no change."""
    found = [name for name in after if name not in NOT_NEWS and name in before and before[name] != after[name]]
    return found if found == [TEXT] else [name for name in found if name != TEXT]


def _listings(ids: Sequence[int]) -> dict[int, Facts]:
    query = (
        select(
            Listing.id, Listing.title, Listing.price_disclosure, Listing.price_min_fen, Listing.price_max_fen,
            Listing.availability, Listing.maturity_scale, Listing.maturity_level, Organisation.name,
        )
        .join(Organisation, Organisation.id == Listing.owner_id)
        .where(Listing.id.in_(ids))
    )  # fmt: skip
    figures = _rows_by_owner(
        select(
            ListingFigure.listing_id, ListingFigure.metric, ListingFigure.value, ListingFigure.unit,
            ListingFigure.incumbent_value, ListingFigure.condition,
        )
        .where(ListingFigure.listing_id.in_(ids))
        .order_by(ListingFigure.position, ListingFigure.id)
    )  # fmt: skip
    return {
        number: {
            "title": _plain(title), "price": [disclosure, low, high], "availability": availability,
            "maturity": [scale, level], "figures": figures.get(number, []), "owner": _plain(owner),
        }
        for number, title, disclosure, low, high, availability, scale, level, owner in session().execute(query)
    }  # fmt: skip


def _needs(ids: Sequence[int]) -> dict[int, Facts]:
    query = select(
        Need.id, Need.title, Need.budget_min_fen, Need.budget_max_fen, Need.state, Need.deadline
    ).where(Need.id.in_(ids))  # fmt: skip
    targets = _rows_by_owner(
        select(NeedTarget.need_id, NeedTarget.name, NeedTarget.present, NeedTarget.target, NeedTarget.unit)
        .where(NeedTarget.need_id.in_(ids))
        .order_by(NeedTarget.position, NeedTarget.id)
    )
    return {
        number: {
            "title": _plain(title), "budget": [low, high], "state": state, "figures": targets.get(number, []),
            "deadline": deadline.isoformat() if deadline else None,
        }
        for number, title, low, high, state, deadline in session().execute(query)
    }  # fmt: skip


def _organisations(ids: Sequence[int]) -> dict[int, Facts]:
    query = select(Organisation.id, Organisation.name, Organisation.state).where(Organisation.id.in_(ids))
    return {number: {"title": _plain(name), "state": state} for number, name, state in session().execute(query)}


_READERS: dict[str, Callable[[Sequence[int]], dict[int, Facts]]] = {
    "listing": _listings,
    "need": _needs,
    "organisation": _organisations,
}
DESCRIBED = frozenset(_READERS)


def id_of(entity: str, public_id: str) -> int | None:
    """The internal id of a record, None when there is none."""
    model = ENTITIES[entity].model
    return session().scalar(select(model.id).where(model.public_id == public_id))


def _rows_by_owner(query: Any) -> dict[int, list[list[Any]]]:
    """Child rows as JSON by the id in their first column."""
    found: dict[int, list[list[Any]]] = {}
    for owner, *values in session().execute(query):
        found.setdefault(owner, []).append([_plain(value) for value in values])
    return found


def _plain(value: Any) -> Any:
    """A value as JSON keeps it; a decimal loses trailing zeros, for 4.30 says nothing new after 4.3."""
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    return f"{value.normalize():f}" if hasattr(value, "normalize") else value
