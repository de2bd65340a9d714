"""Published versions of a listing: the newest, the list, and what changed between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingVersion
from marketplace.listings.schemas.snapshot import thaw
from marketplace.listings.workflow import SHOWN


@dataclass(frozen=True)
class VersionRow:
    """A version in the history."""

    number: int
    at: datetime
    note: str | None
    changed_fields: tuple[str, ...]


def latest_snapshot(listing_id: int, number: int | None = None) -> dict[str, Any] | None:
    """The snapshot of a version, the newest when no number is given; None when there is none."""
    query = select(ListingVersion.snapshot).where(ListingVersion.listing_id == listing_id)
    if number is not None:
        query = query.where(ListingVersion.number == number)
    return session().scalar(query.order_by(ListingVersion.number.desc()).limit(1))


def history(listing_id: int) -> list[VersionRow]:
    """All versions, newest first."""
    rows = session().execute(
        select(ListingVersion.number, ListingVersion.at, ListingVersion.note, ListingVersion.changed_fields)
        .where(ListingVersion.listing_id == listing_id)
        .order_by(ListingVersion.number.desc())
    )
    return [VersionRow(row.number, row.at, row.note, tuple(row.changed_fields)) for row in rows]


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Entries that differ between two snapshots, as content values (old, new)."""
    names = [name for name in new if (old.get(name) or None) != (new.get(name) or None)]
    before, after = thaw(old), thaw(new)
    return {name: (before[name], after[name]) for name in names if name in after}


def changed_at(public_ids: Collection[str]) -> Mapping[str, datetime]:
    """When the text that everybody sees was last changed, by public id."""
    query = (
        select(Listing.public_id, func.max(ListingVersion.at))
        .join(Listing, Listing.id == ListingVersion.listing_id)
        .where(Listing.public_id.in_(public_ids))
    )
    return {row[0]: row[1] for row in session().execute(query.group_by(Listing.public_id))}


def public_pages() -> Select[int, str, datetime]:
    """Row id, public id and last change of the text of every listing that everybody finds."""
    versions = select(ListingVersion.at).where(
        ListingVersion.listing_id == Listing.id, ListingVersion.number == Listing.version_number
    )
    changed_at = func.greatest(Listing.published_at, versions.scalar_subquery()).label("changed_at")
    return select(Listing.id, Listing.public_id, changed_at).where(Listing.state.in_(SHOWN))
