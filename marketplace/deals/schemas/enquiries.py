"""Forms of enquiries: the question or offer, a message, a step, the filters of the inbox."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from marketplace.core.fields import Code, PublicId, Trimmed
from marketplace.core.forms import ui
from marketplace.core.i18n import l_
from marketplace.deals.schemas.choosing import of, of_list
from marketplace.deals.workflow import ENQUIRY_MACHINE, wording

BOXES = {"received": l_("Received"), "sent": l_("Sent"), "assigned": l_("Assigned to me")}
_FILES = ui(
    label=l_("Files"), hint=l_("Up to five files: PDF, Word, Excel, PowerPoint, PNG, JPG, text."), control="file",
    multiple=True,
)  # fmt: skip


class EnquirySchema(Schema):
    """A question about a listing, or an offer to a need."""

    organisation = PublicId(
        load_default=None, allow_none=True, metadata=ui(label=l_("You write for"), control="select")
    )
    wanted_mode = Code(
        of_list("deal_mode"), required=True,
        metadata=ui(label=l_("Kind of deal wanted"), hint=l_("It can still change when you talk.")),
    )  # fmt: skip
    question = Trimmed(
        required=True, max_length=5000,
        metadata=ui(label=l_("Your message"), control="textarea", rows=7, maxlength=5000,
                    hint=l_("What is it for, which figures matter, what do you want to know first?")),
    )  # fmt: skip
    quantity = Trimmed(
        max_length=200, load_default=None, allow_none=True,
        metadata=ui(label=l_("Quantity or scale"), hint=l_("For example 2 units of 500 kW, or 10,000 t a year.")),
    )  # fmt: skip
    time_frame = Trimmed(
        max_length=200, load_default=None, allow_none=True,
        metadata=ui(label=l_("Time frame"), hint=l_("For example: decision by June, in use within a year.")),
    )  # fmt: skip
    offered_listing = PublicId(
        load_default=None, allow_none=True,
        metadata=ui(label=l_("Listing you offer"), control="select", hint=l_("A listing of your organisation.")),
    )  # fmt: skip
    uploads = fields.Raw(load_default=None, metadata=_FILES)


class MessageSchema(Schema):
    """A message of the thread."""

    body = Trimmed(
        required=True, max_length=5000, metadata=ui(label=l_("Message"), control="textarea", rows=5, maxlength=5000)
    )
    uploads = fields.Raw(load_default=None, metadata=_FILES)


class EnquiryStepSchema(Schema):
    """A step of the enquiry with what it asks for; which entries are needed the step itself decides."""

    action = fields.String(
        required=True,
        validate=validate.OneOf(("accept", "open_deal", "decline", "withdraw", "block"), error=l_("Unknown step.")),
        metadata=ui(label=l_("Step"), control="hidden"),
    )
    code = Code(
        of_list("decline_reason"), load_default=None, allow_none=True,
        metadata=ui(label=l_("What does not fit?"), control="select"),
    )  # fmt: skip
    reason = Trimmed(
        max_length=2000, load_default=None, allow_none=True,
        metadata=ui(label=l_("Reason or remark"), control="textarea", rows=3),
    )  # fmt: skip


class EnquiryFilterSchema(Schema):
    """The filters of the inbox; an unknown value counts as none."""

    box = Code(
        of(list(BOXES.items())), load_default=None, allow_none=True,
        metadata=ui(label=l_("Box"), unchosen=l_("All")),
    )  # fmt: skip
    state = Code(
        of(wording.pairs(wording.ENQUIRY_STATES, *ENQUIRY_MACHINE.states)), load_default=None, allow_none=True,
        metadata=ui(label=l_("State"), unchosen=l_("All")),
    )  # fmt: skip
    waiting = fields.Boolean(load_default=False, metadata=ui(label=l_("Waiting for our answer")))
