"""What a listing tells the rest: its documents follow its rows and the name of its owner."""

from __future__ import annotations

from flask import Flask

from marketplace.accounts.models import Organisation
from marketplace.core import audit, news, outbox
from marketplace.listings import documents
from marketplace.listings.models import Listing, ListingAttachment
from marketplace.listings.workflow.events import EVENTS


def wire(_app: Flask) -> None:
    """Name events, register listings with the search index; every change of a part also touches its listing."""
    outbox.register(
        outbox.Entity("listing", Listing, documents.FIELDS, documents.build, documents.ids_after, documents.count)
    )
    outbox.register(
        outbox.Entity(
            documents.ATTACHMENT, Listing, documents.ATTACHMENT_FIELDS, documents.build_attachments,
            documents.attached_after, documents.count_attachments, documents.FOLD,
        )
    )  # fmt: skip
    outbox.watch(Listing, "listing", lambda row: [row.id])
    outbox.watch(Organisation, "listing", documents.ids_of_owner)
    outbox.watch(Listing, documents.ATTACHMENT, documents.ids_with_agreement)
    # A file that was moved to another tier: its listing may have none under agreement any more.
    outbox.watch(ListingAttachment, documents.ATTACHMENT, lambda row: [row.listing_id])
    audit.name_kinds(EVENTS)
    news.subscribe("file.read", _found_text)


def _found_text(sha256: str) -> None:
    outbox.enqueue("listing", documents.ids_with_file(sha256))
    outbox.enqueue(documents.ATTACHMENT, documents.ids_with_file(sha256, documents.NDA))
