"""What a need tells the rest: its documents follow its rows."""

from __future__ import annotations

from flask import Flask

from marketplace.core import outbox
from marketplace.needs import documents
from marketplace.needs.models import Need, NeedTarget


def wire(_app: Flask) -> None:
    """Register needs with the search index."""
    outbox.register(
        outbox.Entity("need", Need, documents.FIELDS, documents.build, documents.ids_after, documents.count)
    )
    outbox.watch(Need, "need", lambda row: [row.id])
    outbox.watch(NeedTarget, "need", lambda row: [row.need_id])
