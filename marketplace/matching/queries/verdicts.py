"""What owners of needs said of their matches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.core.unit import session
from marketplace.listings.models import Listing
from marketplace.matching.models import MatchingVerdict


@dataclass(frozen=True)
class Judged:
    """How many listings the owner of a need found suitable, and how many not."""

    suitable: int
    unsuitable: int


def verdicts(need_id: int) -> dict[str, bool]:
    """Listings by public id that were judged for a need, and whether they are suitable; the newest first."""
    query = (
        select(Listing.public_id, MatchingVerdict.is_suitable)
        .join(Listing, Listing.id == MatchingVerdict.listing_id)
        .where(MatchingVerdict.need_id == need_id)
        .order_by(MatchingVerdict.at.desc(), MatchingVerdict.id.desc())
    )
    return {row.public_id: row.is_suitable for row in session().execute(query)}


def counted(said: Mapping[str, bool]) -> Judged:
    """The verdicts as two numbers."""
    suitable = sum(said.values())
    return Judged(suitable, len(said) - suitable)
