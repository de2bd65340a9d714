"""What every verb of listings needs: the record for this actor, the facts for the guards, news to the owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from marketplace.accounts import queries as accounts
from marketplace.core import clock, mail
from marketplace.core.errors import Conflict, Gone, GuardsUnmet, NotFound
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingChange
from marketplace.listings.policy import LISTING_POLICY
from marketplace.listings.queries.content import content_of
from marketplace.listings.queries.duplicates import similar_titles
from marketplace.listings.schemas.patents import phase
from marketplace.listings.schemas.snapshot import freeze, thaw
from marketplace.listings.workflow.facts import ListingFacts, Patent
from marketplace.listings.workflow.gaps import gaps
from marketplace.taxonomy import queries as taxonomy

OPEN_CHANGE = ("editing", "submitted", "returned")


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


def check_version(record: Listing | ListingChange, version: str, mine: Mapping[str, Any], theirs: Any) -> None:
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


def facts_of(
    actor: Actor,
    listing: Listing,
    content: Mapping[str, Any],
    *,
    change: ListingChange | None = None,
    with_duplicates: bool = False,
    **more: Any,
) -> ListingFacts:
    """What the guards look at, read now."""
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
    return replace(facts, **more)


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


def with_fields(error: GuardsUnmet, facts: ListingFacts) -> GuardsUnmet:
    """The refusal with every gap beside its field."""
    fields: dict[str, list[Any]] = {}
    for gap in gaps(facts):
        if gap.blocking:
            fields.setdefault(gap.field, []).append(gap.sentence)
    return GuardsUnmet(error.unmet, fields)


def tell_owner(listing: Listing, template: str, *, title: Text | None = None, **values: Any) -> None:
    """Write to the owner's officers and to the author, each in their language."""
    people = {person.user_id: person for person in accounts.contacts(listing.owner_id)}
    author = accounts.contact(listing.created_by_id)
    if author:
        people.setdefault(author.user_id, author)
    for person in people.values():
        mail.send(
            address=person.email, user_id=person.user_id, lang=person.lang, template=f"listings/{template}",
            link=f"/{person.lang}/listings/{listing.public_id}", title=(title or listing.title).pick(person.lang),
            **values,
        )  # fmt: skip
