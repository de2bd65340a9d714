"""A listing in short, as deals, pilots and pages of other nouns name it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array_agg

from marketplace.accounts.models import Organisation
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingField, ListingVersion


@dataclass(frozen=True)
class ListingSummary:
    """What a neighbour needs of a listing; `price_fen` is the stated or lowest price, None = negotiable."""

    id: int
    public_id: str
    title: Text
    summary: Text
    kind: str
    state: str
    availability: str
    owner_id: int
    owner_public_id: str
    owner_name: Text
    field_codes: tuple[str, ...]
    maturity_scale: str | None
    maturity_level: int | None
    price_fen: int | None
    version_number: int


def _find(*conditions: ColumnElement[bool]) -> list[ListingSummary]:
    ordered: Any = aggregate_order_by(ListingField.code, ListingField.position)
    codes = select(array_agg(ordered)).where(ListingField.listing_id == Listing.id).correlate(Listing).scalar_subquery()
    columns = (
        Listing.id, Listing.public_id, Listing.title, Listing.summary, Listing.kind, Listing.state,
        Listing.availability, Listing.owner_id, Organisation.public_id, Organisation.name, codes,
        Listing.maturity_scale, Listing.maturity_level, Listing.price_min_fen, Listing.version_number,
    )  # fmt: skip
    query = select(*columns).join(Organisation, Organisation.id == Listing.owner_id).where(*conditions)
    return [_view(row) for row in session().execute(query)]


def _view(row: Sequence[Any]) -> ListingSummary:
    values = list(row)
    values[10] = tuple(values[10] or ())
    return ListingSummary(*values)


def summary(listing_id: int) -> ListingSummary | None:
    """The listing with this internal id, in whatever state; None when there is none."""
    return next(iter(_find(Listing.id == listing_id)), None)


def summary_by_public_id(public_id: str) -> ListingSummary | None:
    """The listing behind a public id, in whatever state; the caller decides who may see it."""
    return next(iter(_find(Listing.public_id == public_id)), None)


def summaries(ids: Iterable[int | None]) -> dict[int, ListingSummary]:
    """Summaries by id, in one query; unknown ids are left out."""
    wanted = {number for number in ids if number is not None}
    return {found.id: found for found in _find(Listing.id.in_(wanted))} if wanted else {}


def current_version_id(listing_id: int) -> int | None:
    """The newest published version, which a deal keeps as its snapshot; None before the first publication."""
    return session().scalar(
        select(ListingVersion.id)
        .where(ListingVersion.listing_id == listing_id)
        .order_by(ListingVersion.number.desc())
        .limit(1)
    )
