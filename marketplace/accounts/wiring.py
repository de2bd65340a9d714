"""What accounts give the rest: names of codes for every page, and documents that follow the organisations."""

from __future__ import annotations

import segno
from flask import Flask
from markupsafe import Markup

from marketplace.accounts import documents
from marketplace.accounts.models import Organisation
from marketplace.accounts.schemas import labels, vocabulary
from marketplace.accounts.schemas.organisations import entry_labels
from marketplace.accounts.service.second_factor import Offer
from marketplace.core import audit, outbox
from marketplace.core.i18n import _


def wire(app: Flask) -> None:
    """Give templates the names of codes, name events, and register organisations with the search index."""
    app.jinja_env.globals["account_labels"] = labels
    app.jinja_env.globals["organisation_entries"] = entry_labels()
    app.jinja_env.globals["vocabulary_label"] = vocabulary.label
    app.jinja_env.filters["qr_code"] = qr_code
    audit.name_kinds(labels.EVENTS)
    outbox.register(
        outbox.Entity(
            "organisation", Organisation, documents.FIELDS, documents.build, documents.ids_after, documents.count
        )
    )
    outbox.watch(Organisation, "organisation", lambda row: [row.id])


def qr_code(offer: Offer) -> Markup:
    """The picture an authenticator app scans, as inline SVG without style attributes."""
    title = _("QR code with the key of the second factor")
    drawn = segno.make(offer.uri, error="m").svg_inline(scale=5, border=4, light="#fff", title=title)
    return Markup(drawn)  # noqa: S704 (drawn from squares; the title is escaped by the library)
