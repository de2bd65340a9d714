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
from marketplace.deals.schemas.threads import (
    EnquiryListOut,
    EnquiryOut,
    EnquiryQuery,
    MessageIn,
    NewEnquiryIn,
)

__all__ = [
    "AssignSchema",
    "ContactSchema",
    "DealFilterSchema",
    "DealListOut",
    "DealOut",
    "DealQuery",
    "DealSchema",
    "DeclarationSchema",
    "DocumentSchema",
    "EnquiryFilterSchema",
    "EnquiryListOut",
    "EnquiryOut",
    "EnquiryQuery",
    "EnquirySchema",
    "EnquiryStepSchema",
    "MessageIn",
    "MessageSchema",
    "NewEnquiryIn",
    "NextActionSchema",
    "NoteSchema",
    "PartySchema",
    "ReasonSchema",
    "StageRuleSchema",
    "StepSchema",
    "TaskSchema",
    "offer",
]
