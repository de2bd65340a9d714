"""What the clock does to listings: reminders before the confirmation runs out, then expiry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.core import clock, mail, news
from marketplace.core.policy import SYSTEM
from marketplace.core.unit import session
from marketplace.core.workflow import advance
from marketplace.listings.models import Listing
from marketplace.listings.workflow import LISTING
from marketplace.taxonomy import queries as taxonomy

BATCH = 500
NAMED = 10  # a mail names this many listings and counts the others


def expire_due() -> int:
    """Expire what its owner did not confirm in time and tell the owners; returns how many. Safe to repeat."""
    due = (
        session()
        .scalars(
            select(Listing)
            .where(Listing.state.in_(("published", "paused")), Listing.expires_on < clock.today())
            .order_by(Listing.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        .all()
    )
    for listing in due:
        advance(LISTING, listing, "expire", actor=SYSTEM, relations={"system"}, visibility="public")
        news.publish("listing.expired", listing_id=listing.id)
    _tell("expired", due)
    return len(due)


def remind_due() -> int:
    """Remind the owners of what runs out within the days of the rule, once per period; returns how many."""
    last = clock.today() + timedelta(days=taxonomy.rule("listing_reminder_days").integer)
    due = (
        session()
        .scalars(
            select(Listing)
            .where(Listing.state.in_(("published", "paused")), Listing.reminded_on.is_(None))
            .where(Listing.expires_on.between(clock.today(), last))
            .order_by(Listing.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        .all()
    )
    for listing in due:
        listing.reminded_on = clock.today()
    _tell("confirm_soon", due)
    return len(due)


def _tell(template: str, listings: Iterable[Listing]) -> None:
    """One mail per owner, however many listings it is about."""
    by_owner: dict[int, list[Listing]] = defaultdict(list)
    for listing in listings:
        by_owner[listing.owner_id].append(listing)
    for owner_id, rows in by_owner.items():
        for person in accounts.contacts(owner_id):
            mail.send(
                address=person.email, user_id=person.user_id, lang=person.lang, template=f"listings/{template}",
                link=f"/{person.lang}/listings/mine", titles=_titles(rows, person.lang), count=len(rows),
            )  # fmt: skip


def _titles(rows: Sequence[Listing], language: str) -> list[str]:
    return [row.title.pick(language) for row in rows[:NAMED]]
