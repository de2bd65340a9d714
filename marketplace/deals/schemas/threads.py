"""What the API answers about enquiries, and what it may be asked."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from marketplace.core.fields import Bilingual, Paged, PageQuerySchema, PublicId
from marketplace.core.i18n import l_
from marketplace.deals.schemas.enquiries import BOXES, EnquirySchema, MessageSchema
from marketplace.deals.workflow import ENQUIRY_MACHINE, wording

STATE = {"enum": list(ENQUIRY_MACHINE.states)}
MODE = {"description": "a code of the list at /api/v1/taxonomy/codes/deal_mode"}
REASON = {"description": "a code of the list at /api/v1/taxonomy/codes/decline_reason"}


class EnquiryQuery(PageQuerySchema):
    """Which enquiries to list; `waiting`: those that one of the caller's organisations has still to answer."""

    box = fields.String(load_default=None, validate=validate.OneOf(tuple(BOXES)))
    state = fields.String(load_default=None, validate=validate.OneOf(ENQUIRY_MACHINE.states))
    waiting = fields.Boolean(load_default=False)


class NewEnquiryIn(EnquirySchema):
    """A question about a listing, or an offer to a need; files follow with a message."""

    class Meta:
        exclude = ("uploads",)

    listing = PublicId(load_default=None, allow_none=True)
    need = PublicId(load_default=None, allow_none=True)

    @validates_schema
    def check_item(self, data: dict[str, Any], **_options: Any) -> None:
        """An enquiry is about one thing."""
        if bool(data.get("listing")) == bool(data.get("need")):
            raise ValidationError({"listing": [l_("Name the listing or the need that it is about, one of the two.")]})


class MessageIn(MessageSchema):
    """A message without files."""

    class Meta:
        exclude = ("uploads",)


class CountdownOut(Schema):
    """The time for the first answer, in working days; negative once it is over."""

    due = fields.Date()
    days_left = fields.Integer()
    answered_at = fields.DateTime(allow_none=True)
    escalated = fields.Boolean(metadata={"description": "whether a broker was asked to join because it was over"})


class EnquiryRowOut(Schema):
    """An enquiry in a list; the owner of an anonymous need is named once it is accepted."""

    public_id = fields.String()
    about = fields.String(metadata={"enum": ["listing", "need"]})
    record = fields.String(attribute="item_public_id", metadata={"description": "the id of the listing or need"})
    title = Bilingual()
    state = fields.String(metadata=STATE)
    wanted_mode = fields.String(metadata=MODE)
    asker = Bilingual()
    owner = Bilingual()
    broker = Bilingual()
    sent_at = fields.DateTime()
    active_at = fields.DateTime()
    countdown = fields.Nested(CountdownOut, allow_none=True)


class EnquiryListOut(Paged):
    """A page of enquiries."""

    items = fields.List(fields.Nested(EnquiryRowOut))


class EnquiryFileOut(Schema):
    """A file of a message; `/files/{public_id}` below the enquiry sends it."""

    public_id = fields.String()
    name = fields.String()
    size = fields.Integer(metadata={"description": "bytes"})


class MessageOut(Schema):
    """A message of the thread."""

    side = fields.String(metadata={"enum": list(wording.AUTHOR_SIDES)})
    author = Bilingual()
    body = fields.String()
    at = fields.DateTime()
    mine = fields.Boolean()
    files = fields.List(fields.Nested(EnquiryFileOut))


class EnquiryOut(Schema):
    """A thread with the steps the reader may take."""

    summary = fields.Nested(EnquiryRowOut, attribute="row")
    offered_listing = fields.String(attribute="offered.public_id", allow_none=True)
    quantity = fields.String(allow_none=True)
    time_frame = fields.String(allow_none=True)
    decline_code = fields.String(allow_none=True, metadata=REASON)
    decline_note = fields.String(allow_none=True)
    messages = fields.List(fields.Nested(MessageOut))
    may_write = fields.Boolean()
    actions = fields.List(fields.String(), metadata={"description": "steps that the caller may try now"})
    deal = fields.String(
        attribute="deal_public_id", allow_none=True, metadata={"description": "the id of the deal that it opened"}
    )
