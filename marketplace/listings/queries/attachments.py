"""What stands in the attachments of listings, as far as a reader may search in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.core.files import StoredFile
from marketplace.core.filetext import FileText
from marketplace.core.policy import Actor
from marketplace.core.searchable import audience_of
from marketplace.core.unit import session
from marketplace.listings.documents import MEMBERS
from marketplace.listings.models import Listing, ListingAttachment


@dataclass(frozen=True)
class AttachmentText:
    """The text of a file and the name under which it was uploaded."""

    name: str
    content: str


def attachment_texts(actor: Actor, public_ids: Iterable[str]) -> Mapping[str, list[AttachmentText]]:
    """Texts by the listing's public id: of public files, and of members' files for those who may read them."""
    tiers = ["public", "members"] if audience_of(actor).intersection(MEMBERS) else ["public"]
    rows = session().execute(
        select(Listing.public_id, StoredFile.name, FileText.content)
        .join(ListingAttachment, ListingAttachment.listing_id == Listing.id)
        .join(ListingAttachment.file)
        .join(FileText, FileText.sha256 == StoredFile.sha256)
        .where(Listing.public_id.in_(public_ids), ListingAttachment.tier.in_(tiers), FileText.state == "read")
        .order_by(ListingAttachment.position)
    )
    found: dict[str, list[AttachmentText]] = defaultdict(list)
    for public_id, name, content in rows:
        found[public_id].append(AttachmentText(name, content))
    return found
