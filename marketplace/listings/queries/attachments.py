"""What stands in the attachments of listings, as far as a reader may search in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.core import filetext
from marketplace.core.files import TIERS, StoredFile
from marketplace.core.policy import Actor
from marketplace.core.unit import session
from marketplace.listings.documents import NDA
from marketplace.listings.models import Listing, ListingAttachment
from marketplace.listings.policy import LISTING_POLICY


@dataclass(frozen=True)
class AttachmentText:
    """The text of a file, the name under which it was uploaded, and whether only an agreement opens it."""

    name: str
    content: str
    under_agreement: bool


def attachment_texts(actor: Actor, public_ids: Iterable[str]) -> Mapping[str, list[AttachmentText]]:
    """Texts by the listing's public id, of the files this reader may read; those under an agreement come last."""
    rows = session().execute(
        select(
            Listing.public_id, Listing.state, Listing.owner_id, Listing.created_by_id, Listing.version_number,
            ListingAttachment.tier, StoredFile.name, StoredFile.sha256,
        )
        .join(ListingAttachment, ListingAttachment.listing_id == Listing.id)
        .join(ListingAttachment.file)
        .where(Listing.public_id.in_(public_ids))
        .order_by(ListingAttachment.position)
    ).all()  # fmt: skip
    readable = [row for row in rows if LISTING_POLICY.may(actor, f"read_{row.tier}", row)]
    texts = filetext.texts(row.sha256 for row in readable)
    found: dict[str, list[AttachmentText]] = defaultdict(list)
    for row in sorted(readable, key=lambda row: TIERS.index(row.tier)):
        if row.sha256 in texts:
            found[row.public_id].append(AttachmentText(row.name, texts[row.sha256], row.tier == NDA))
    return found
