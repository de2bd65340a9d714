"""Listings that may be the same thing: same patent number, or nearly the same title."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, func, or_, select

from marketplace.core.i18n import lang
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingPatent, ListingPatentDocument
from marketplace.listings.policy import PUBLIC


def similar_titles(listing: Listing, content: Mapping[str, Any], limit: int = 3) -> list[str]:
    """Titles of other listings with one of the patent numbers, or with the same title but for case and blanks."""
    patents = content.get("patents") or ()
    applications = [row["application_number"] for row in patents if row.get("application_number")]
    documents = [row[name] for row in patents for name in ("publication_number", "grant_number") if row.get(name)]
    title = content.get("title")
    same: list[Any] = []
    if applications:
        same.append(
            Listing.id.in_(select(ListingPatent.listing_id).where(ListingPatent.application_number.in_(applications)))
        )
    if documents:
        by_document = select(ListingPatent.listing_id).join(ListingPatentDocument)
        same.append(Listing.id.in_(by_document.where(ListingPatentDocument.number.in_(documents))))
    for column, text in ((Listing.title_zh, title and title.zh), (Listing.title_en, title and title.en)):  # type: ignore[attr-defined]
        if text:
            same.append(func.lower(func.replace(column, " ", "")) == text.replace(" ", "").lower())
    if not same:
        return []
    rows = session().scalars(
        select(Listing)
        .where(or_(*same), Listing.id != listing.id)
        # Drafts of others are nobody's business.
        .where(or_(Listing.state.in_(PUBLIC), and_(Listing.owner_id == listing.owner_id, Listing.state != "withdrawn")))
        .order_by(Listing.id)
        .limit(limit)
    )
    return [row.title.pick(lang()) for row in rows]
