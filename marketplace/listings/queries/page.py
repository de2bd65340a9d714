"""One listing as a reader sees it: public page, poster, attachments, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.core.errors import Forbidden, Gone, NotFound, Unauthenticated
from marketplace.core.files import StoredFile
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.models import Listing, ListingChange
from marketplace.listings.policy import LISTING_POLICY, relations
from marketplace.listings.queries.content import content_of
from marketplace.listings.queries.facts import open_change, working_content
from marketplace.listings.queries.sheet import Sheet, sheet
from marketplace.listings.queries.versions import VersionRow, differences, history, latest_snapshot
from marketplace.listings.schemas.snapshot import thaw
from marketplace.listings.workflow import LISTING


@dataclass(frozen=True)
class Owner:
    """The organisation that offers."""

    id: int
    public_id: str
    name: Text
    region_code: str | None
    verified: bool


@dataclass(frozen=True)
class AttachmentView:
    """A file of the listing; `readable` tells whether this reader gets it."""

    public_id: str
    name: str
    size: int
    kind: str
    tier: str
    caption: Text
    readable: bool


@dataclass(frozen=True)
class ListingPage:
    """Everything the page of a listing shows to one reader."""

    id: int
    public_id: str
    kind: str
    state: str
    availability: str
    owner: Owner
    sheet: Sheet
    attachments: tuple[AttachmentView, ...]
    history: tuple[VersionRow, ...]
    published_at: datetime | None
    confirmed_at: datetime | None
    expires_on: date | None
    version_number: int
    source_attribution: str | None
    demo: bool
    hold_cause: str | None
    review_notes: Mapping[str, Any]
    change_state: str | None
    may: frozenset[str]
    actions: frozenset[str]

    @property
    def title(self) -> Text:
        return self.sheet.content["title"] or Text()


def page_for(actor: Actor, public_id: str) -> ListingPage:
    """The page of a listing for this reader. Raises NotFound, or Gone when it was withdrawn."""
    listing, owner = _load(actor, public_id)
    snapshot = latest_snapshot(listing.id) if listing.version_number else None
    content = thaw(snapshot) if snapshot else content_of(listing)
    inside = LISTING_POLICY.may(actor, "see_inside", listing)
    change = open_change(listing) if inside else None
    return ListingPage(
        id=listing.id, public_id=listing.public_id, kind=listing.kind, state=listing.state,
        availability=listing.availability, owner=owner, sheet=sheet(content),
        attachments=_attachments(actor, listing, content),
        history=tuple(history(listing.id)) if listing.version_number else (),
        published_at=listing.published_at, confirmed_at=listing.confirmed_at, expires_on=listing.expires_on,
        version_number=listing.version_number, source_attribution=listing.source_attribution, demo=listing.demo,
        hold_cause=listing.hold_cause if inside else None, review_notes=_notes(listing, change) if inside else {},
        change_state=change.state if change else None,
        may=frozenset(action for action in LISTING_POLICY.rules if LISTING_POLICY.may(actor, action, listing)),
        actions=frozenset(step.action for step in LISTING.actions(listing.state, relations(actor, listing))),
    )  # fmt: skip


def preview(actor: Actor, public_id: str) -> Sheet:
    """What the page would show if the working content were published. Raises NotFound or Forbidden."""
    listing, _owner = _load(actor, public_id)
    LISTING_POLICY.check(actor, "see_inside", listing)
    return sheet(working_content(listing, open_change(listing)))


def compare(actor: Actor, public_id: str, number: int) -> dict[str, tuple[Any, Any]]:
    """What version `number` changed against the one before it. Raises NotFound."""
    listing, _owner = _load(actor, public_id)
    new = latest_snapshot(listing.id, number)
    if new is None:
        raise NotFound()
    return differences(latest_snapshot(listing.id, number - 1) or {}, new)


def file_for(actor: Actor, public_id: str, file_public_id: str) -> StoredFile:
    """The stored file behind an attachment, when this reader may have it.

    Raises NotFound for files of no attachment and for confidential ones, Unauthenticated or Forbidden for files
    of the members' tier.
    """
    listing, _owner = _load(actor, public_id)
    change = open_change(listing) if LISTING_POLICY.may(actor, "see_inside", listing) else None
    rows = [*content_of(listing)["attachments"], *(thaw(change.content)["attachments"] if change else ())]
    tier = next((row["tier"] for row in rows if row["file"] == file_public_id), None)
    stored = session().scalar(select(StoredFile).where(StoredFile.public_id == file_public_id))
    if tier is None or stored is None:
        raise NotFound()
    if not LISTING_POLICY.may(actor, f"read_{tier}", listing):
        if tier == "nda":
            raise NotFound()
        raise (
            Unauthenticated()
            if actor.is_anonymous
            else Forbidden(l_("This file is for members of verified organisations."))
        )
    return stored


def _load(actor: Actor, public_id: str) -> tuple[Listing, Owner]:
    found = (
        session()
        .execute(
            select(Listing, Organisation)
            .join(Organisation, Organisation.id == Listing.owner_id)
            .where(Listing.public_id == public_id)
        )
        .first()
    )
    if found is None:
        raise NotFound()
    listing, organisation = found
    if not LISTING_POLICY.may(actor, "view", listing):
        gone = listing.state == "withdrawn" and listing.published_at
        raise Gone(subject=f"listing:{public_id}") if gone else NotFound()
    return listing, Owner(
        organisation.id, organisation.public_id, organisation.name, organisation.region_code,
        organisation.state == "verified",
    )  # fmt: skip


def working_attachments(actor: Actor, listing: Listing) -> tuple[AttachmentView, ...]:
    """The files of the content that is being written or reviewed."""
    return _attachments(actor, listing, working_content(listing, open_change(listing)))


def _attachments(actor: Actor, listing: Listing, content: Mapping[str, Any]) -> tuple[AttachmentView, ...]:
    rows = content["attachments"]
    if not rows:
        return ()
    wanted = select(StoredFile).where(StoredFile.public_id.in_([row["file"] for row in rows]))
    files = {file.public_id: file for file in session().scalars(wanted)}
    return tuple(
        AttachmentView(
            file.public_id, file.name, file.size, row["kind"], row["tier"], row["caption"],
            LISTING_POLICY.may(actor, f"read_{row['tier']}", listing),
        )
        for row in rows
        if (file := files.get(row["file"]))
    )  # fmt: skip


def _notes(listing: Listing, change: ListingChange | None) -> Mapping[str, Any]:
    return change.review_notes if change else listing.review_notes
