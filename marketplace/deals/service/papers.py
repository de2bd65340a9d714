"""Documents of a deal: versions, purposes, who may read which, and a trace of every download."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import FileStorage

from marketplace.core import audit, files
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.i18n import l_
from marketplace.core.policy import Actor
from marketplace.core.unit import session, unit
from marketplace.deals.models import Deal, DealDocument, Enquiry, EnquiryFile, EnquiryMessage
from marketplace.deals.policy import DEAL, ENQUIRY, sees_document
from marketplace.deals.service import records


def upload(
    actor: Actor,
    *,
    public_id: str,
    file: FileStorage,
    purpose: str,
    visibility: str = "shared",
    replaces: str | None = None,
    signed_on: date | None = None,
) -> DealDocument:
    """Add a document, or with `replaces` (public id) the next version of one.

    Raises Invalid (file type, visibility the actor cannot give), TooLarge, NotFound, Conflict (already replaced).
    """
    deal = records.for_change(actor, public_id, "upload")
    side = _own_organisation(actor, deal)
    _check_visibility(actor, deal, visibility, side)
    previous = _previous(actor, deal, replaces)
    stored = files.store(actor, file, purpose=f"deal_{purpose}", tier="private", field="file")
    session().flush()
    document = DealDocument(
        deal_id=deal.id, file_id=stored.id, purpose=purpose, number=previous.number + 1 if previous else 1,
        previous_id=previous.id if previous else None, visibility=visibility, organisation_id=side,
        uploaded_by_id=actor.user_id, signed_on=signed_on,
    )  # fmt: skip
    session().add(document)
    session().flush()
    _trace(actor, deal, "add_document", document, stored.name)
    records.touch(deal)
    return document


def _own_organisation(actor: Actor, deal: Deal) -> int | None:
    """The party for which the actor acts; none for broker and centre."""
    own = (row.organisation_id for row in deal.parties if row.left_at is None and row.side != "broker")
    return next((number for number in own if actor.member_of(number)), None)


def _check_visibility(actor: Actor, deal: Deal, visibility: str, side: int | None) -> None:
    may_share = DEAL.may(actor, "read_shared", deal)
    may_keep = DEAL.may(actor, "write_internal", deal)
    allowed = {"shared": may_share, "internal": may_keep, "own_side": side is not None}
    if not allowed[visibility]:
        raise Invalid(fields={"visibility": [l_("You cannot give this visibility here.")]})


def _previous(actor: Actor, deal: Deal, public_id: str | None) -> DealDocument | None:
    if not public_id:
        return None
    found = session().scalar(
        select(DealDocument).where(DealDocument.deal_id == deal.id, DealDocument.public_id == public_id)
    )
    if found is None or not sees_document(actor, deal, found):
        raise Invalid(fields={"replaces": [l_("Choose one of the documents of this deal.")]})
    if session().scalar(select(DealDocument.id).where(DealDocument.previous_id == found.id)):
        raise Invalid(fields={"replaces": [l_("A newer version exists already; replace that one.")]})
    return found


def download(actor: Actor, *, public_id: str, document_public_id: str) -> files.StoredFile:
    """The stored file of a document the actor may read; the reading is recorded. Raises NotFound."""
    deal = records.get(actor, public_id)
    document = session().scalar(
        select(DealDocument)
        .options(joinedload(DealDocument.file))
        .where(DealDocument.deal_id == deal.id, DealDocument.public_id == document_public_id)
    )
    if document is None or not sees_document(actor, deal, document):
        raise NotFound()
    with unit(independent=True):  # a page that only reads writes nothing, but a download leaves its trace
        _trace(actor, deal, "download_document", document, document.file.name)
    return document.file


def _trace(actor: Actor, deal: Deal, kind: str, document: DealDocument, name: str) -> None:
    visibility = "parties" if document.visibility == "shared" else "staff"
    audit.record(
        f"deal.{kind}", actor=actor, subjects=[records.subject(deal), f"document:{document.public_id}"],
        visibility=visibility, data={"name": name, "number": document.number, "purpose": document.purpose},
    )  # fmt: skip


def enquiry_file(actor: Actor, *, public_id: str, file_public_id: str) -> files.StoredFile:
    """An attachment of an enquiry the actor may read; the reading is recorded. Raises NotFound."""
    row = session().execute(
        select(Enquiry, files.StoredFile)
        .join(EnquiryMessage, EnquiryMessage.enquiry_id == Enquiry.id)
        .join(EnquiryFile, EnquiryFile.message_id == EnquiryMessage.id)
        .join(files.StoredFile, files.StoredFile.id == EnquiryFile.file_id)
        .where(Enquiry.public_id == public_id, files.StoredFile.public_id == file_public_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound()
    enquiry, stored = row
    ENQUIRY.check(actor, "view", enquiry)
    with unit(independent=True):
        audit.record(
            "enquiry.download", actor=actor, subjects=[records.subject(enquiry)], visibility="parties",
            data={"name": stored.name},
        )  # fmt: skip
    return stored


def own_side_possible(actor: Actor, deal: Deal) -> bool:
    """Whether the actor acts for a party and so can keep a document to its side."""
    return _own_organisation(actor, deal) is not None
