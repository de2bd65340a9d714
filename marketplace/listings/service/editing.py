"""Writing a listing: drafts are written in place, published listings through a change that is reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.core import audit, files, filetext
from marketplace.core.errors import Invalid, InvalidAction, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.text import Text
from marketplace.core.unit import session
from marketplace.listings.errors import NoOwner
from marketplace.listings.models import DISCLOSED, Listing, ListingChange
from marketplace.listings.policy import organisations_of
from marketplace.listings.queries.facts import facts_of, open_change, stamp, working_content
from marketplace.listings.schemas.snapshot import freeze
from marketplace.listings.service.content import changed_entries, purpose_of, tidy, write
from marketplace.listings.service.records import check_version, get, subject
from marketplace.listings.workflow.gaps import Gap, completeness, gaps
from marketplace.listings.workflow.machine import CHANGEABLE

UPLOAD_KINDS = ("pdf", "docx", "xlsx", "pptx", "png", "jpg", "txt", "csv")


@dataclass(frozen=True)
class Saved:
    """What the editor is told after a save; `version` is the one to send with the next."""

    version: str
    saved_at: datetime
    completeness: int
    gaps: tuple[Gap, ...]


def create(actor: Actor, *, kind: str, title: Text, owner: str | None = None) -> Listing:
    """Begin a draft for one of the actor's organisations. Raises NoOwner."""
    places = [place for place in organisations_of(actor) if owner in (None, place[0])]
    if not places:
        raise NoOwner()
    listing = Listing(kind=kind, title=title, owner_id=places[0][2], created_by_id=actor.user_id)
    session().add(listing)
    session().flush()
    audit.record("listing.create", actor=actor, subjects=[subject(listing)], visibility="parties")
    return listing


def save(actor: Actor, public_id: str, *, version: str, **values: Any) -> Saved:
    """Save a step or more. On a published listing this begins or continues a change.

    Raises Conflict with both versions when somebody else saved since `version` was read, InvalidAction while
    the listing or its change is being reviewed, Invalid for an amount of a price on request.
    """
    listing = get(actor, public_id, "edit")
    change = open_change(listing)
    if change is not None and change.state == "submitted":
        raise InvalidAction()
    record: Listing | ListingChange = change or listing
    before = working_content(listing, change)
    check_version(record, version, values, before)
    content = tidy({**before, **values})
    _refuse_hidden_price(content, values)
    if listing.state in CHANGEABLE:
        record = _save_change(actor, listing, change, before, content)
    else:
        _save_rows(actor, listing, before, content)
    session().flush()
    facts = facts_of(actor, listing, content, with_duplicates=True)
    return Saved(stamp(record), record.updated_at, completeness(facts), tuple(gaps(facts)))


def _refuse_hidden_price(content: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """An amount that is sent alone must not slip in behind a price on request."""
    if content.get("price_disclosure") in DISCLOSED:
        return
    refusal = l_("The price is on request. Send the amount together with how it is disclosed: stated or a range.")
    hidden = [name for name in ("price_min", "price_max") if values.get(name) is not None]
    if hidden:
        raise Invalid(fields={name: [refusal] for name in hidden})


def _save_rows(actor: Actor, listing: Listing, before: Mapping[str, Any], content: Mapping[str, Any]) -> None:
    if changed := write(listing, content):
        audit.record(
            "listing.edit", actor=actor, subjects=[subject(listing)], visibility="parties",
            changes={name: [freeze(before.get(name)), freeze(content[name])] for name in changed},
        )  # fmt: skip


def _save_change(
    actor: Actor,
    listing: Listing,
    change: ListingChange | None,
    before: Mapping[str, Any],
    content: Mapping[str, Any],
) -> Listing | ListingChange:
    changed = changed_entries(before, content)
    if not changed:
        return change or listing
    if change is None:
        change = ListingChange(
            listing_id=listing.id, listing=listing, base_number=listing.version_number, author_id=actor.user_id
        )
        session().add(change)
    change.content = freeze(content)
    session().flush()
    audit.record(
        "listing_change.edit", actor=actor, subjects=[subject(listing), f"listing_change:{change.public_id}"],
        visibility="parties", changes={name: [freeze(before.get(name)), freeze(content[name])] for name in changed},
    )  # fmt: skip
    return change


def attach(actor: Actor, public_id: str, *, version: str, file: Any, kind: str, tier: str, caption: Text) -> Saved:
    """Store an upload and add it to the attachments. Raises Invalid for a file that is not what it claims."""
    listing = get(actor, public_id, "edit")
    stored = files.store(actor, file, purpose=purpose_of(listing), tier=tier, allowed=UPLOAD_KINDS)
    session().flush()
    filetext.ask_for(stored)
    row = {"file": stored.public_id, "kind": kind, "tier": tier, "caption": caption}
    return save(actor, public_id, version=version, attachments=[*_attached(listing), row])


def change_attachment(actor: Actor, public_id: str, file_id: str, *, version: str, **values: Any) -> Saved:
    """Change the tier, the kind or the caption of an attachment. Raises NotFound, and what `save` raises."""
    rows = _attached(get(actor, public_id, "edit"))
    if all(row["file"] != file_id for row in rows):
        raise NotFound()
    changed = [row | values if row["file"] == file_id else row for row in rows]
    return save(actor, public_id, version=version, attachments=changed)


def detach(actor: Actor, public_id: str, file_id: str, *, version: str) -> Saved:
    """Take an attachment out; versions published before keep it. Raises NotFound, and what `save` raises."""
    rows = _attached(get(actor, public_id, "edit"))
    kept = [row for row in rows if row["file"] != file_id]
    if len(kept) == len(rows):
        raise NotFound()
    return save(actor, public_id, version=version, attachments=kept)


def _attached(listing: Listing) -> list[dict[str, Any]]:
    return list(working_content(listing, open_change(listing))["attachments"])
