"""Submission and review: of a listing before its first publication, and of changes to a published one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.core import audit, clock
from marketplace.core.errors import Forbidden, GuardsUnmet, InvalidAction
from marketplace.core.policy import SYSTEM, Actor
from marketplace.core.unit import session
from marketplace.core.workflow import advance
from marketplace.listings.errors import NoOpenChange
from marketplace.listings.models import Listing, ListingChange, ListingComment
from marketplace.listings.policy import LISTING_POLICY, relations
from marketplace.listings.queries.content import content_of
from marketplace.listings.queries.facts import facts_of, open_change, working_content
from marketplace.listings.queries.versions import latest_snapshot
from marketplace.listings.schemas.snapshot import thaw
from marketplace.listings.service.content import changed_entries, write
from marketplace.listings.service.records import get, subject, tell_owner, tell_reviewers, with_fields
from marketplace.listings.service.versions import publish
from marketplace.listings.workflow import CHANGE, CHANGEABLE, IN_REVIEW, LISTING


def submit(actor: Actor, public_id: str) -> Listing:
    """Hand a draft, a returned or expired listing, or the open change to the centre.

    Raises GuardsUnmet with every gap, also by field.
    """
    listing = get(actor, public_id)
    record = _step(actor, listing, "submit")
    record.submitted_at = clock.now()
    record.reviewer_id = record.claimed_at = None
    record.review_notes = {}
    tell_reviewers(listing)
    return listing


def recall(actor: Actor, public_id: str) -> Listing:
    """Take a submission back while nobody has claimed it."""
    listing = get(actor, public_id)
    _step(actor, listing, "recall")
    return listing


def discard(actor: Actor, public_id: str) -> Listing:
    """Give up the open change, or a draft that was never published."""
    listing = get(actor, public_id)
    _step(actor, listing, "discard")
    return listing


def claim(actor: Actor, public_id: str) -> Listing:
    """Take the review; the others see who works on it. A centre lead may take it over."""
    listing = get(actor, public_id, "review")
    record = _record(listing)
    takes_over = actor.has("centre_lead") and record.reviewer_id != actor.user_id
    known: dict[str, Any] = {"claimed_by_other": False} if takes_over else {}
    _step(actor, listing, "claim", **known)
    record.reviewer_id, record.claimed_at = actor.user_id, clock.now()
    return listing


def open_review(actor: Actor, public_id: str) -> Listing:
    """Begin the secrecy review of a submitted listing."""
    listing = get(actor, public_id, "review")
    _step(actor, listing, "open_review")
    return listing


def clear_secrecy(actor: Actor, public_id: str) -> Listing:
    """Confirm that the attestation is there and the level public (V15); compliance comes next."""
    listing = get(actor, public_id, "review")
    _step(actor, listing, "clear_secrecy")
    return listing


def tag_export(actor: Actor, public_id: str, *, export_class: str) -> Listing:
    """Note the export class the reviewer determined; only while the listing is reviewed."""
    listing = get(actor, public_id, "review")
    if listing.state not in IN_REVIEW:
        raise InvalidAction()
    if listing.reviewer_id != actor.user_id or actor.member_of(listing.owner_id):
        raise Forbidden()
    changes = {"export_class": [listing.export_class, export_class]}
    listing.export_class = export_class
    audit.record("listing.tag_export", actor=actor, subjects=[subject(listing)], changes=changes, visibility="staff")
    return listing


def approve(actor: Actor, public_id: str) -> Listing:
    """Publish the listing, or the change. Raises GuardsUnmet when the content no longer meets the rules."""
    listing = get(actor, public_id, "review")
    change = _change_in_play(listing)
    _step(actor, listing, "approve")
    content = _merged(listing, change) if change else content_of(listing)
    if change:
        write(listing, content)
    publish(actor, listing, content)
    tell_owner(listing, "published")
    return listing


def send_back(
    actor: Actor, public_id: str, *, reason: str, presets: Sequence[str] = (), remarks: Mapping[str, str] | None = None
) -> Listing:
    """Send it back with reasons, coded and in words, and a remark per field."""
    listing = get(actor, public_id, "review")
    notes = {"reason": reason, "presets": list(presets), "remarks": dict(remarks or {})}
    record = _step(actor, listing, "return", reason=reason, data=notes)
    record.review_notes = notes
    tell_owner(listing, "returned", reason=reason)
    return listing


def reject(actor: Actor, public_id: str, *, reason: str) -> Listing:
    """Refuse it for good, with the reason."""
    listing = get(actor, public_id, "review")
    record = _step(actor, listing, "reject", reason=reason)
    record.review_notes = {"reason": reason, "presets": [], "remarks": {}}
    tell_owner(listing, "rejected", reason=reason)
    return listing


def comment(
    actor: Actor, public_id: str, *, body: str, visibility: str = "shared", field: str | None = None
) -> ListingComment:
    """Add a remark to the thread; only the centre writes internal ones."""
    listing = get(actor, public_id, "comment")
    if visibility == "internal" and not actor.is_staff:
        raise Forbidden()
    row = ListingComment(listing_id=listing.id, author_id=actor.user_id, visibility=visibility, field=field, body=body)
    session().add(row)
    audit.record(
        "listing.comment", actor=actor, subjects=[subject(listing)],
        visibility="staff" if visibility == "internal" else "parties", data={"field": field},
    )  # fmt: skip
    if visibility == "shared" and not LISTING_POLICY.may(actor, "edit", listing) and actor.is_staff:
        tell_owner(listing, "comment", body=body)
    return row


def end_change(listing: Listing) -> None:
    """Let an open change end with its listing."""
    if change := open_change(listing):
        advance(
            CHANGE, change, "lapse", actor=SYSTEM, relations={"system"}, subjects=[subject(listing)],
            visibility="parties",
        )  # fmt: skip


def _change_in_play(listing: Listing) -> ListingChange | None:
    """The open change of a listing that is published; of any other listing the listing itself is reviewed."""
    return open_change(listing) if listing.state in CHANGEABLE else None


def _record(listing: Listing) -> Listing | ListingChange:
    change = _change_in_play(listing)
    if change is None and listing.state in CHANGEABLE:
        raise NoOpenChange()
    return change or listing


def _step(actor: Actor, listing: Listing, action: str, *, reason: str | None = None, **known: Any) -> Any:
    """Take a step of the change that is in play, else of the listing; the record that moved is answered."""
    data = known.pop("data", None)
    record = _record(listing)
    change = record if isinstance(record, ListingChange) else None
    facts = facts_of(actor, listing, working_content(listing, change), change=change, **known)
    try:
        advance(
            CHANGE if change else LISTING, record, action, actor=actor, relations=relations(actor, listing),
            facts=facts, reason=reason, subjects=[subject(listing)], data=data,
            visibility="public" if action == "approve" else "parties",
        )  # fmt: skip
    except GuardsUnmet as error:
        raise with_fields(error, facts) from None
    session().flush()
    return record


def _merged(listing: Listing, change: ListingChange) -> dict[str, Any]:
    """The present content with what the owner changed since the version the change began from."""
    wanted = thaw(change.content)
    base = thaw(latest_snapshot(listing.id, change.base_number) or {})
    return {**content_of(listing), **{name: wanted[name] for name in changed_entries(base, wanted)}}
