"""What every verb of listings needs: the record for this actor, the check of its version, news to the owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.core import mail
from marketplace.core.errors import Conflict, Gone, GuardsUnmet, NotFound
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingChange
from marketplace.listings.policy import LISTING_POLICY
from marketplace.listings.queries.facts import stamp
from marketplace.listings.schemas.snapshot import freeze
from marketplace.listings.workflow.facts import ListingFacts
from marketplace.listings.workflow.gaps import gaps


def get(actor: Actor, public_id: str, action: str = "view") -> Listing:
    """The listing, when the actor may do that to it. Raises NotFound, Forbidden, or Gone for a withdrawn one."""
    listing = session().scalar(select(Listing).where(Listing.public_id == public_id))
    if listing is None:
        raise NotFound()
    if listing.state == "withdrawn" and listing.published_at and not LISTING_POLICY.may(actor, "view", listing):
        raise Gone(subject=subject(listing))
    LISTING_POLICY.check(actor, action, listing)
    return listing


def by_id(listing_id: int, *, lock: bool = False) -> Listing:
    """The listing with this internal id; `lock` makes parallel verbs wait for each other. Raises NotFound."""
    listing = session().get(Listing, listing_id, with_for_update=lock or None)
    if listing is None:
        raise NotFound()
    return listing


def subject(listing: Listing) -> str:
    """How events name the listing."""
    return f"listing:{listing.public_id}"


def check_version(
    record: Listing | ListingChange, version: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> None:
    """Raise Conflict with both versions of what differs when the record was saved since `version` was read."""
    if stamp(record) != version:
        both = {name: (shown(theirs.get(name)), shown(value)) for name, value in mine.items()}
        raise Conflict(diff={name: pair for name, pair in both.items() if pair[0] != pair[1]})


def shown(value: Any) -> str:
    """A value of the content in words, for comparisons."""
    if value is None or value == "":
        return "–"
    if isinstance(value, Text):
        return " / ".join(part for part in (value.zh, value.en) if part) or "–"
    if isinstance(value, Mapping):
        return "; ".join(shown(item) for item in value.values() if item not in (None, "", [], Text()))
    if isinstance(value, (list, tuple)):
        return " | ".join(shown(item) for item in value) or "–"
    return str(freeze(value))


def with_fields(error: GuardsUnmet, facts: ListingFacts) -> GuardsUnmet:
    """The refusal with every gap beside its field."""
    fields: dict[str, list[Any]] = {}
    for gap in gaps(facts):
        if gap.blocking:
            fields.setdefault(gap.field, []).append(gap.sentence)
    return GuardsUnmet(error.unmet, fields)


def tell_owner(listing: Listing, template: str, **values: Any) -> None:
    """Write to the owner's officers and to the author, each in their language."""
    people = {person.user_id: person for person in accounts.contacts(listing.owner_id)}
    author = accounts.contact(listing.created_by_id)
    if author:
        people.setdefault(author.user_id, author)
    for person in people.values():
        mail.send(
            address=person.email, user_id=person.user_id, lang=person.lang, template=f"listings/{template}",
            link=f"/{person.lang}/listings/{listing.public_id}", title=listing.title.pick(person.lang), **values,
        )  # fmt: skip


def tell_reviewers(listing: Listing) -> None:
    """Write to every reviewer of the centre that the listing, or a change of it, waits; each in their language."""
    for person in accounts.staff_contacts("reviewer"):
        mail.send(
            address=person.email, user_id=person.user_id, lang=person.lang, template="listings/submitted",
            link=f"/{person.lang}/listings/{listing.public_id}/review", title=listing.title.pick(person.lang),
        )  # fmt: skip
