"""The verbs of collections: keep, note, order, take out, share, withdraw, delete."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select

from marketplace.accounts.models import User
from marketplace.core import audit, clock
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import SYSTEM, Actor
from marketplace.core.unit import session
from marketplace.discovery.models import Collection, CollectionItem
from marketplace.discovery.policy import COLLECTION
from marketplace.discovery.queries.rows import rows_of

MOST_COLLECTIONS = 50  # of one person
MOST_ITEMS = 200  # of one collection: still one page
# Nobody but its owner changes a collection, so a second writer is the same person in another window.
IN_ANOTHER_WINDOW = l_("You changed this collection in another window. Compare both versions and save again.")


def get(actor: Actor, public_id: str, action: str = "view", *, lock: bool = False) -> Collection:
    """The collection, when the actor may do this to it. Raises NotFound or Forbidden."""
    query = select(Collection).where(Collection.public_id == public_id, Collection.deleted_at.is_(None))
    row = session().scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound()
    COLLECTION.check(actor, action, row)
    return row


def create(actor: Actor, *, name: str) -> Collection:
    """A new, empty collection of the actor. Raises Invalid when there are fifty already."""
    return _create(actor, name)


def _create(actor: Actor, name: str, *, is_shortlist: bool = False) -> Collection:
    _one_at_a_time(actor)
    own = select(func.count()).where(Collection.owner_id == actor.user_id, Collection.deleted_at.is_(None))
    if (session().scalar(own) or 0) >= MOST_COLLECTIONS:
        raise Invalid(fields={"name": [l_("You have %(most)s collections; delete one first.", most=MOST_COLLECTIONS)]})
    row = Collection(owner_id=actor.user_id, name=name, is_shortlist=is_shortlist)
    session().add(row)
    session().flush()
    _note(actor, row, "create", {"name": [None, name]})
    return row


def rename(actor: Actor, *, public_id: str, version: int, name: str) -> Collection:
    """Another name. Raises Conflict when somebody saved meanwhile."""
    row = get(actor, public_id, "edit", lock=True)
    _check_version(row, version, name=(l_("Shortlist") if row.is_shortlist else row.name, name))
    _note(actor, row, "rename", {"name": [row.name, name]})
    row.name, row.is_shortlist = name, False
    return _touched(row)


def delete(actor: Actor, *, public_id: str) -> None:
    """Put the collection away: nobody sees it any more, its link ends; the row stays for the record."""
    row = get(actor, public_id, "edit", lock=True)
    row.deleted_at, row.share_token, row.organisation_id = clock.now(), None, None
    _note(actor, row, "delete")
    _touched(row)


def keep(actor: Actor, *, record: str, collection: str | None = None, note: str | None = None) -> Collection:
    """Keep a record that the actor can find, in the shortlist when no collection is named; twice is once.

    A note given replaces an older one. Raises NotFound for a record or collection the actor may not see,
    Invalid when the collection is full.
    """
    if record not in rows_of(actor, [record]):
        raise NotFound()
    row = get(actor, collection, "edit", lock=True) if collection else _shortlist(actor)
    item = next((item for item in row.items if item.key == record), None)
    if item is None:
        if len(row.items) >= MOST_ITEMS:
            raise Invalid(fields={"collection": [l_("A collection holds %(most)s records.", most=MOST_ITEMS)]})
        kind, _colon, public_id = record.partition(":")
        row.items.append(CollectionItem(kind=kind, record=public_id, position=len(row.items) + 1, note=note))
        _note(actor, row, "keep", {"record": [None, record]})
    elif note is not None:
        item.note = note
    return _touched(row)


def _shortlist(actor: Actor) -> Collection:
    query = select(Collection).where(
        Collection.owner_id == actor.user_id, Collection.is_shortlist, Collection.deleted_at.is_(None)
    )
    query = query.with_for_update()
    if (row := session().scalar(query)) is not None:
        return row
    _one_at_a_time(actor)
    # Another request of theirs may have made it meanwhile. The stored name is never shown: the shortlist is called
    # so in the language of the reader.
    return session().scalar(query) or _create(actor, "shortlist", is_shortlist=True)


def _one_at_a_time(actor: Actor) -> None:
    """Let whoever makes a collection for this person at the same moment come after us: they count what we made."""
    session().execute(select(User.id).where(User.id == actor.user_id).with_for_update(key_share=True))


def revise(actor: Actor, *, public_id: str, version: int, record: str, note: str | None, position: int) -> Collection:
    """Change the note of a record and its place from 1. Raises NotFound, or Conflict when somebody saved meanwhile."""
    row = get(actor, public_id, "edit", lock=True)
    item = _item(row, record)
    _check_version(row, version, note=(item.note, note), position=(item.position, position))
    item.note = note
    others = [other for other in row.items if other is not item]
    _number([*others[: position - 1], item, *others[position - 1 :]])
    return _touched(row)


def remove(actor: Actor, *, public_id: str, record: str) -> Collection:
    """Take a record out of the collection."""
    row = get(actor, public_id, "edit", lock=True)
    row.items.remove(_item(row, record))
    _number(row.items)
    _note(actor, row, "remove", {"record": [record, None]})
    return _touched(row)


def open_link(actor: Actor, *, public_id: str, with_notes: bool = False) -> Collection:
    """A link under which whoever has it may read along, with the notes or without; one that is there already stays."""
    row = get(actor, public_id, "edit", lock=True)
    row.link_shows_notes = with_notes
    if row.share_token is None:
        row.share_token = secrets.token_urlsafe(32)
        _note(actor, row, "open_link")
    return _touched(row)


def withdraw_link(actor: Actor, *, public_id: str) -> Collection:
    """The link ends at once; a later one will be another."""
    row = get(actor, public_id, "edit", lock=True)
    if row.share_token is not None:
        row.share_token = None
        _note(actor, row, "withdraw_link")
    return _touched(row)


def share(actor: Actor, *, public_id: str, organisation: str | None) -> Collection:
    """Let the members of one of the actor's organisations read along; None ends it. Raises Invalid for another one."""
    row = get(actor, public_id, "edit", lock=True)
    own = {m.organisation_public_id: m.organisation_id for m in actor.memberships}
    if organisation is not None and organisation not in own:
        raise Invalid(fields={"organisation": [l_("Choose one of your organisations.")]})
    chosen = own[organisation] if organisation else None
    if row.organisation_id != chosen:
        row.organisation_id = chosen
        _note(actor, row, "share", {"organisation": [None, organisation]})
    return _touched(row)


def end_sharing(*, user_id: int, organisation_id: int) -> None:
    """Who leaves an organisation shares nothing with its members any more; the collections stay with their owner."""
    shared = select(Collection).where(Collection.owner_id == user_id, Collection.organisation_id == organisation_id)
    for row in session().scalars(shared).all():
        row.organisation_id = None
        _note(SYSTEM, row, "unshare")


def _check_version(row: Collection, version: int, **pairs: tuple[object, object]) -> None:
    """Raise Conflict with what is stored and what was wanted, unless the collection is still as it was read."""
    if row.version != version:
        raise Conflict(IN_ANOTHER_WINDOW, diff={name: pair for name, pair in pairs.items() if pair[0] != pair[1]})


def _item(row: Collection, record: str) -> CollectionItem:
    found = next((item for item in row.items if item.key == record), None)
    if found is None:
        raise NotFound()
    return found


def _number(items: list[CollectionItem]) -> None:
    for place, item in enumerate(items, start=1):
        item.position = place


def _touched(row: Collection) -> Collection:
    """A change of the records is a change of the collection: its version tells the next writer."""
    row.updated_at = clock.now()
    session().flush()
    session().expire(row, ["items"])  # their order may have changed
    return row


def _note(actor: Actor, row: Collection, verb: str, changes: dict[str, list[object]] | None = None) -> None:
    audit.record(f"collection.{verb}", actor=actor, subjects=[f"collection:{row.public_id}"], changes=changes)
