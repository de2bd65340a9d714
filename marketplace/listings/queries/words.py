"""What of the listings on offer may be suggested to anyone who types: titles, keywords, numbers, fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import array_agg

from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import (
    Listing,
    ListingField,
    ListingIpc,
    ListingPatent,
    ListingPatentDocument,
    ListingTechnology,
)
from marketplace.listings.workflow import SHOWN
from marketplace.taxonomy import queries as taxonomy


@dataclass(frozen=True)
class PublicWords:
    """The public words of a listing; `paths` are fields and key technologies (`hydrogen/hydrogen.02`)."""

    public_id: str
    title: Text
    keywords: tuple[str, ...]
    numbers: tuple[str, ...]
    ipc: tuple[str, ...]
    paths: tuple[str, ...]


def public_words(listing_id: int | None = None) -> Iterator[PublicWords]:
    """The words of every listing on offer, or of one; nothing for a listing that is not on offer."""
    query = select(
        Listing.public_id, Listing.title, Listing.keywords,
        _all(select(array_agg(ListingPatent.application_number)), ListingPatent),
        _all(select(array_agg(ListingPatentDocument.number)).join(ListingPatent), ListingPatent),
        _all(select(array_agg(ListingIpc.symbol)), ListingIpc),
        _all(select(array_agg(ListingField.code)), ListingField),
        _all(select(array_agg(ListingTechnology.code)), ListingTechnology),
    ).where(Listing.state.in_(SHOWN))  # fmt: skip
    if listing_id is not None:
        query = query.where(Listing.id == listing_id)
    for public_id, title, keywords, applications, documents, ipc, fields, technologies in session().execute(query):
        below = [f"{parent}/{code}" for code in technologies or () if (parent := taxonomy.field_of(code))]
        yield PublicWords(
            public_id, title, tuple(keywords), tuple(filter(None, (*(applications or ()), *(documents or ())))),
            tuple(ipc or ()), (*(fields or ()), *below),
        )  # fmt: skip


def _all(query: Select[Any], part: Any) -> Any:
    return query.where(part.listing_id == Listing.id).correlate(Listing).scalar_subquery()
