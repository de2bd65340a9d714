"""What is known about a listing at this moment: its open change, the content being written, the facts for guards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.core import clock
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingChange
from marketplace.listings.queries.content import content_of
from marketplace.listings.queries.duplicates import similar_titles
from marketplace.listings.schemas.patents import phase
from marketplace.listings.schemas.snapshot import thaw
from marketplace.listings.workflow import OPEN_CHANGE
from marketplace.listings.workflow.facts import ListingFacts, Patent
from marketplace.taxonomy import queries as taxonomy


def open_change(listing: Listing) -> ListingChange | None:
    """The change that is being written or reviewed, if there is one."""
    return session().scalar(
        select(ListingChange).where(ListingChange.listing_id == listing.id, ListingChange.state.in_(OPEN_CHANGE))
    )


def working_content(listing: Listing, change: ListingChange | None) -> dict[str, Any]:
    """What the editor shows: the open change, else the rows."""
    return thaw(change.content) if change else content_of(listing)


def stamp(record: Listing | ListingChange) -> str:
    """Names a record and its version; an editor sends back the one it read."""
    return f"{record.public_id}-{record.version}"


def facts_of(
    actor: Actor,
    listing: Listing,
    content: Mapping[str, Any],
    *,
    change: ListingChange | None = None,
    with_duplicates: bool = False,
    **known: Any,
) -> ListingFacts:
    """What the guards look at, read now; `known` overrides single facts."""
    record: Listing | ListingChange = change or listing
    reviewer = accounts.contact(record.reviewer_id)
    owner = accounts.organisation(listing.owner_id)
    valid_days = taxonomy.rule("listing_valid_days").integer
    today = clock.today()
    facts = ListingFacts(
        kind=listing.kind,
        content=content,
        today=today,
        patents=patents_of(content),
        owner_verified=bool(owner and owner.verified),
        status_age_days=taxonomy.rule("patent_status_age_days").integer,
        duplicates=tuple(similar_titles(listing, content)) if with_duplicates else (),
        export_class=listing.export_class,
        reviewer_name=reviewer.name.pick(actor.lang) if reviewer else None,
        claimed_by_other=bool(record.reviewer_id and record.reviewer_id != actor.user_id),
        acts_for_owner=actor.member_of(listing.owner_id),
        reviewed_recently=bool(listing.reviewed_on and (today - listing.reviewed_on).days <= valid_days),
        hold_cause=listing.hold_cause,
    )
    return replace(facts, **known)


def patents_of(content: Mapping[str, Any]) -> tuple[Patent, ...]:
    """The patents of a content as the rules read them."""
    return tuple(
        Patent(
            number=row.get("application_number") or row.get("grant_number") or row.get("publication_number") or "",
            phase=phase(row.get("status")),
            status_as_of=row.get("status_as_of"),
        )
        for row in content.get("patents") or ()
    )
