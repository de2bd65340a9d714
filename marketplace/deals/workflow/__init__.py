"""The life of an enquiry and of a deal as tables, with what each step asks for."""

from marketplace.deals.workflow.deal import DEAL_MACHINE, OPEN, OUTCOMES, STAGES, DealFacts, Requirement
from marketplace.deals.workflow.enquiry import ENQUIRY_MACHINE, PENDING, EnquiryFacts

__all__ = [
    "DEAL_MACHINE",
    "ENQUIRY_MACHINE",
    "OPEN",
    "OUTCOMES",
    "PENDING",
    "STAGES",
    "DealFacts",
    "EnquiryFacts",
    "Requirement",
]
