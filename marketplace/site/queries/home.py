"""What the home page shows, gathered from the nouns below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.accounts import queries as accounts
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.deals import queries as deals
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs
from marketplace.needs.queries import NeedSummary
from marketplace.taxonomy import queries as taxonomy


@dataclass(frozen=True)
class Home:
    """What the home page shows: counters computed now, the newest items, and the fields with their counts."""

    results: int
    patents: int
    needs: int
    needs_met: int
    organisations: int
    deals_running: int
    newest_listings: Sequence[listings.ListingCard]
    newest_needs: Sequence[NeedSummary]
    fields: Sequence[FieldCount]


@dataclass(frozen=True)
class FieldCount:
    """A technology field with its listings and open needs."""

    code: str
    label: Text
    listings: int
    needs: int


def home(reader: Actor) -> Home:
    """The home page for this reader."""
    by_kind = listings.count_by_kind()
    offered, wanted = listings.count_by_field(), needs.counts_by_field()
    return Home(
        results=by_kind.get("result", 0),
        patents=by_kind.get("patent", 0),
        needs=needs.open_count(),
        needs_met=needs.met_count(),
        organisations=accounts.verified_count(),
        deals_running=deals.running_count(),
        newest_listings=listings.newest(6),
        newest_needs=needs.newest(reader, 6),
        fields=[
            FieldCount(field.code, field.label, offered.get(field.code, 0), wanted.get(field.code, 0))
            for field in taxonomy.fields()
        ],
    )
