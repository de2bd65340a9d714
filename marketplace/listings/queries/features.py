"""What a listing is matched by: its words, classes, maturity, terms and place, read for many listings at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array_agg

from marketplace.accounts.models import Organisation
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingField, ListingIpc, ListingTechnology, disclosed
from marketplace.listings.workflow import SHOWN


@dataclass(frozen=True)
class ListingFeatures:
    """One listing as matching compares it; the price in fen, None where none is shown."""

    id: int
    public_id: str
    version: int
    version_number: int
    state: str
    kind: str
    owner_id: int
    created_by_id: int | None
    owner_public_id: str
    owner_name: Text
    title: Text
    summary: Text
    texts: tuple[Text, ...]
    keywords: tuple[str, ...]
    field_codes: tuple[str, ...]
    technology_codes: tuple[str, ...]
    ipc: tuple[str, ...]
    maturity_scale: str | None
    maturity_level: int | None
    deal_modes: tuple[str, ...]
    price_min_fen: int | None
    price_max_fen: int | None
    region_code: str | None
    published_at: datetime | None
    demo: bool

    @property
    def shown(self) -> bool:
        """Whether everybody may find it."""
        return self.state in SHOWN


def _codes(table: Any, column: Any) -> Any:
    ordered: Any = aggregate_order_by(column, table.position)
    return select(array_agg(ordered)).where(table.listing_id == Listing.id).correlate(Listing).scalar_subquery()


def _find(*conditions: ColumnElement[bool]) -> list[ListingFeatures]:
    query = (
        select(
            Listing,
            Organisation,
            _codes(ListingField, ListingField.code),
            _codes(ListingTechnology, ListingTechnology.code),
            _codes(ListingIpc, ListingIpc.symbol),
        )
        .join(Organisation, Organisation.id == Listing.owner_id)
        .where(*conditions)
    )
    return [_features(*row) for row in session().execute(query)]


def _features(
    row: Listing,
    owner: Organisation,
    fields: Sequence[str] | None,
    technologies: Sequence[str] | None,
    ipc: Sequence[str] | None,
) -> ListingFeatures:
    return ListingFeatures(
        id=row.id, public_id=row.public_id, version=row.version, version_number=row.version_number, state=row.state,
        kind=row.kind, owner_id=row.owner_id, created_by_id=row.created_by_id, owner_public_id=owner.public_id,
        owner_name=owner.name, title=row.title, summary=row.summary,
        texts=(row.title, row.summary, row.problem, row.solution, row.missing_to_scale, row.pilot_need),
        keywords=tuple(row.keywords), field_codes=tuple(fields or ()), technology_codes=tuple(technologies or ()),
        ipc=tuple(ipc or ()), maturity_scale=row.maturity_scale, maturity_level=row.maturity_level,
        deal_modes=tuple(row.deal_modes),
        price_min_fen=disclosed(row.price_disclosure, row.price_min_fen),
        price_max_fen=disclosed(row.price_disclosure, row.price_max_fen),
        region_code=owner.region_code, published_at=row.published_at, demo=row.demo,
    )  # fmt: skip


def features(public_ids: Iterable[str]) -> dict[str, ListingFeatures]:
    """Features by public id, in one query and in whatever state; the caller decides who may see them."""
    wanted = set(public_ids)
    return {row.public_id: row for row in _find(Listing.public_id.in_(wanted))} if wanted else {}


def features_after(last: int, limit: int) -> list[ListingFeatures]:
    """Listings on offer with an internal id above `last`, in order."""
    ids = select(Listing.id).where(Listing.id > last, Listing.state.in_(SHOWN)).order_by(Listing.id).limit(limit)
    return sorted(_find(Listing.id.in_(ids)), key=lambda row: row.id)
