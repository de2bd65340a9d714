"""What enquiries and deals accept, and what the API answers with."""

from marketplace.deals.schemas.answers import DealListOut, DealOut, DealQuery
from marketplace.deals.schemas.choosing import offer
from marketplace.deals.schemas.deals import (
    AssignSchema,
    ContactSchema,
    DealFilterSchema,
    DealSchema,
    DeclarationSchema,
    DocumentSchema,
    NextActionSchema,
    NoteSchema,
    PartySchema,
    ReasonSchema,
    StageRuleSchema,
    StepSchema,
    TaskSchema,
)
from marketplace.deals.schemas.enquiries import (
    EnquiryFilterSchema,
    EnquirySchema,
    EnquiryStepSchema,
    MessageSchema,
)
from marketplace.deals.schemas.entries import AssignIn, DealIn, DealReasonIn, DealStepIn, NextActionIn
from marketplace.deals.schemas.threads import (
    EnquiryListOut,
    EnquiryOut,
    EnquiryQuery,
    MessageIn,
    NewEnquiryIn,
)
from marketplace.deals.schemas.work import DocumentOut, EventOut, GateOut, NoteOut, PoolOut, TaskOut

__all__ = [
    "AssignIn",
    "AssignSchema",
    "ContactSchema",
    "DealFilterSchema",
    "DealIn",
    "DealListOut",
    "DealOut",
    "DealQuery",
    "DealReasonIn",
    "DealSchema",
    "DealStepIn",
    "DeclarationSchema",
    "DocumentOut",
    "DocumentSchema",
    "EnquiryFilterSchema",
    "EnquiryListOut",
    "EnquiryOut",
    "EnquiryQuery",
    "EnquirySchema",
    "EnquiryStepSchema",
    "EventOut",
    "GateOut",
    "MessageIn",
    "MessageSchema",
    "NewEnquiryIn",
    "NextActionIn",
    "NextActionSchema",
    "NoteOut",
    "NoteSchema",
    "PartySchema",
    "PoolOut",
    "ReasonSchema",
    "StageRuleSchema",
    "StepSchema",
    "TaskOut",
    "TaskSchema",
    "offer",
]
