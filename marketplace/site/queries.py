"""What the home page and the administration index show, gathered from the nouns below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from marketplace.accounts import queries as accounts
from marketplace.core import audit, failed_jobs, index_status
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.deals import queries as deals
from marketplace.listings import queries as listings
from marketplace.needs import queries as needs
from marketplace.needs.queries import NeedSummary
from marketplace.taxonomy import queries as taxonomy


@dataclass(frozen=True)
class Administration:
    """State of index and jobs, the newest failed jobs, the newest events, and whether anybody reviews."""

    search: index_status.Status
    has_reviewer: bool
    jobs: dict[str, int]
    failed: Sequence[failed_jobs.FailedJob]
    events: Sequence[audit.EventView]


def administration() -> Administration:
    """What the administration index shows."""
    jobs = session().execute(text("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")).all()
    return Administration(
        search=index_status.read(),
        has_reviewer=bool(accounts.staff_contacts("reviewer")),
        jobs=dict(jobs),
        failed=failed_jobs.listed(20),
        events=audit.latest(20),
    )


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
