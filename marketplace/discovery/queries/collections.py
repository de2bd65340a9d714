"""Collections as their owners, their organisations and readers of a link see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import selectinload

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import User
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.discovery.models import Collection, CollectionItem
from marketplace.discovery.policy import COLLECTION
from marketplace.discovery.queries.rows import Row, rows_of


@dataclass(frozen=True)
class CollectionCard:
    """A collection in a list."""

    public_id: str
    name: str
    is_shortlist: bool
    count: int
    is_own: bool
    owner_name: Text | None
    organisation_name: Text | None
    has_link: bool
    updated_at: datetime

    @property
    def shown_name(self) -> str:
        """Its name; the shortlist is called so in the language of the page."""
        return _("Shortlist") if self.is_shortlist else self.name


@dataclass(frozen=True)
class KeptItem:
    """A kept record; `row` is None when this reader may not find it any more, the note stays."""

    key: str
    kind: str
    row: Row | None
    note: str | None
    position: int
    added_at: datetime

    @property
    def available(self) -> bool:
        return self.row is not None

    @property
    def title(self) -> Text | None:
        return self.row.title if self.row else None


@dataclass(frozen=True)
class CollectionPage:
    """A collection with its records.

    Its link and the organisation to choose are told to its owner only; the card names the person and the organisation
    to its owner and to the members it is shared with, never to who comes by the link.
    """

    card: CollectionCard
    version: int
    may_edit: bool
    link: str | None
    link_shows_notes: bool
    organisation: str | None
    items: Sequence[KeptItem]

    @property
    def names(self) -> list[str]:
        """The records this reader may find, as search names them."""
        return [item.key for item in self.items if item.row]

    @property
    def notes(self) -> dict[str, str]:
        return {item.key: item.note for item in self.items if item.note}


def mine(actor: Actor) -> list[CollectionCard]:
    """The actor's collections, then those shared with the actor's organisations; the newest change first."""
    own = Collection.owner_id == actor.user_id
    reachable = or_(own, Collection.organisation_id.in_(actor.organisation_ids))
    query = _alive().where(reachable).order_by(own.desc(), Collection.updated_at.desc(), Collection.id)
    rows = session().scalars(query).all()
    return _cards(actor, rows)


def choices(actor: Actor) -> list[tuple[str, str]]:
    """The actor's own collections for a select: public id and name."""
    query = select(Collection).where(Collection.owner_id == actor.user_id, Collection.deleted_at.is_(None))
    rows = session().scalars(query.order_by(Collection.is_shortlist.desc(), Collection.name)).all()
    return [(row.public_id, _("Shortlist") if row.is_shortlist else row.name) for row in rows]


def own_data(actor: Actor) -> list[dict[str, Any]]:
    """The actor's collections whole, for the copy of their data; those put away are still there, and so named."""
    rows = session().scalars(
        select(Collection).where(Collection.owner_id == actor.user_id).options(selectinload(Collection.items))
    )
    return [
        {
            "id": row.public_id, "name": row.name, "shortlist": row.is_shortlist, "created_at": row.created_at,
            "deleted_at": row.deleted_at, "shared_by_link": row.share_token is not None,
            "records": [{"record": item.key, "note": item.note, "added_at": item.added_at} for item in row.items],
        }
        for row in rows
    ]  # fmt: skip


def kept(actor: Actor, names: Iterable[str]) -> frozenset[str]:
    """Which of these records are in a collection of the actor; nobody is asked for anonymous readers."""
    pairs = [(kind, record) for kind, _colon, record in (name.partition(":") for name in names)]
    if actor.is_anonymous or not pairs:
        return frozenset()
    query = (
        select(CollectionItem)
        .join(Collection)
        .where(Collection.owner_id == actor.user_id, Collection.deleted_at.is_(None))
        .where(tuple_(CollectionItem.kind, CollectionItem.record).in_(pairs))
    )
    return frozenset(item.key for item in session().scalars(query))


def page_for(actor: Actor, public_id: str) -> CollectionPage:
    """One collection. Raises NotFound when it is not the actor's nor shared with an organisation of the actor's."""
    row = _one(Collection.public_id == public_id)
    COLLECTION.check(actor, "view", row)
    return _page(actor, row, COLLECTION.may(actor, "edit", row))


def page_by_token(actor: Actor, token: str) -> CollectionPage:
    """The collection behind a link, to read only; notes when its owner wishes so, never a name of person or house.

    Raises NotFound when the link was withdrawn.
    """
    found = _page(actor, _one(Collection.share_token == token), False)
    items = found.items if found.link_shows_notes else [replace(item, note=None) for item in found.items]
    return replace(found, card=replace(found.card, owner_name=None, organisation_name=None), items=items)


def _alive() -> Select[Collection]:
    """Collections that are not deleted; those of a closed account end with it."""
    owned = select(Collection).join(User, User.id == Collection.owner_id)
    return owned.where(User.active, Collection.deleted_at.is_(None))


def _one(condition: ColumnElement[bool]) -> Collection:
    row = session().scalar(_alive().options(selectinload(Collection.items)).where(condition))
    if row is None:
        raise NotFound()
    return row


def _page(actor: Actor, row: Collection, may_edit: bool) -> CollectionPage:
    rows = rows_of(actor, [item.key for item in row.items])
    own = {m.organisation_id: m.organisation_public_id for m in actor.memberships}
    return CollectionPage(
        card=_cards(actor, [row])[0], version=row.version, may_edit=may_edit,
        link=row.share_token if may_edit else None, link_shows_notes=row.link_shows_notes,
        organisation=own.get(row.organisation_id or 0) if may_edit else None,
        items=[
            KeptItem(item.key, item.kind, rows.get(item.key), item.note, item.position, item.added_at)
            for item in row.items
        ],
    )  # fmt: skip


def _cards(actor: Actor, rows: Sequence[Collection]) -> list[CollectionCard]:
    counted = select(CollectionItem.collection_id, func.count()).where(
        CollectionItem.collection_id.in_([row.id for row in rows])
    )
    counts = {row[0]: row[1] for row in session().execute(counted.group_by(CollectionItem.collection_id))}
    owners = accounts.user_names(row.owner_id for row in rows)
    organisations = accounts.organisation_names({row.organisation_id for row in rows if row.organisation_id})
    return [
        CollectionCard(
            public_id=row.public_id, name=row.name, is_shortlist=row.is_shortlist, count=counts.get(row.id, 0),
            is_own=row.owner_id == actor.user_id, owner_name=owners.get(row.owner_id, Text()),
            organisation_name=organisations.get(row.organisation_id) if row.organisation_id else None,
            has_link=row.share_token is not None, updated_at=row.updated_at,
        )
        for row in rows
    ]  # fmt: skip
