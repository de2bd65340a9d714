"""The content of a listing as its rows hold it, in the shape of the editor."""

from __future__ import annotations

from typing import Any

from marketplace.listings.models import (
    Listing,
    ListingAttachment,
    ListingBenefit,
    ListingCompleter,
    ListingFigure,
    ListingPatent,
)
from marketplace.listings.schemas import Maturity

COLUMNS = (
    "title", "summary", "problem", "incumbent", "solution", "no_figures_reason", "maturity_evidence",
    "missing_to_scale", "pilot_need", "terms_note", "funding_source", "price_disclosure", "pricing_mode",
    "register_number", "project_no", "march_in", "secrecy_level", "attestation_reviewer", "attestation_date",
    "attestation_number",
)  # fmt: skip
LISTS = ("keywords", "deal_modes", "licence_kinds", "rights_types")
FIGURE = ("metric", "value", "unit", "incumbent_value", "better", "condition", "evidence", "evidence_note")
BENEFIT = (
    "kind", "value", "unit", "functional_unit", "baseline", "boundary", "method", "evidence_level", "verifier",
)  # fmt: skip
COMPLETER = ("name", "contribution", "shown")
PATENT = (
    "application_number", "kind", "title", "patentee", "filed_on", "priority_on", "granted_on", "compensation_days",
    "expires_on", "status", "status_as_of", "sibling_number",
)  # fmt: skip


def content_of(listing: Listing) -> dict[str, Any]:
    """The draft or published content, keyed like ContentSchema."""
    content: dict[str, Any] = {name: getattr(listing, name) for name in COLUMNS}
    content |= {name: list(getattr(listing, name) or ()) for name in LISTS}
    content["field_codes"] = [row.code for row in listing.fields]
    content["technology_codes"] = [row.code for row in listing.technologies]
    content["green_class_codes"] = [row.code for row in listing.green_classes]
    content["ipc"] = [row.symbol for row in listing.ipc]
    content["price_min"], content["price_max"] = listing.price_min_fen, listing.price_max_fen
    content["maturity"] = (
        Maturity(listing.maturity_scale, listing.maturity_level)
        if listing.maturity_scale and listing.maturity_level
        else None
    )
    content["figures"] = [_row(row, FIGURE) for row in listing.figures]
    content["benefits"] = [_row(row, BENEFIT) for row in listing.benefits]
    content["completers"] = [_row(row, COMPLETER) for row in listing.completers]
    content["patents"] = [_patent(row) for row in listing.patents]
    content["attachments"] = [_attachment(row) for row in listing.attachments]
    return content


def _row(row: ListingFigure | ListingBenefit | ListingCompleter, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _patent(row: ListingPatent) -> dict[str, Any]:
    documents = {document.number[-1] == "A": document for document in row.documents}
    published, granted = documents.get(True), documents.get(False)
    return {
        **{name: getattr(row, name) for name in PATENT},
        "flags": list(row.flags),
        "publication_number": published.number if published else None,
        "published_on": published.published_on if published else None,
        "grant_number": granted.number if granted else None,
    }


def _attachment(row: ListingAttachment) -> dict[str, Any]:
    return {"file": row.file.public_id, "kind": row.kind, "tier": row.tier, "caption": row.caption}
