"""What a listing tells the rest: its documents follow its rows and the name of its owner."""

from __future__ import annotations

from flask import Flask

from marketplace.accounts.models import Organisation
from marketplace.core import news, outbox
from marketplace.listings import documents
from marketplace.listings.models import Listing


def wire(_app: Flask) -> None:
    """Register listings with the search index; every change of a part also touches its listing."""
    outbox.register(
        outbox.Entity("listing", Listing, documents.FIELDS, documents.build, documents.ids_after, documents.count)
    )
    outbox.watch(Listing, "listing", lambda row: [row.id])
    outbox.watch(Organisation, "listing", documents.ids_of_owner)
    news.subscribe("file.read", _found_text)


def _found_text(sha256: str) -> None:
    outbox.enqueue("listing", documents.ids_with_file(sha256))
