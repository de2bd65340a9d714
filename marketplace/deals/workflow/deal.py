"""The life of a deal on the way “pilot first, then incubation”, and what each step asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marketplace.core.i18n import l_
from marketplace.core.workflow import Machine, Transition

STAGES = ("lead", "screened", "negotiating", "signed", "pilot", "incubation", "closed")
OPEN = STAGES[:-1]
# How a deal may end well, and the stages from which each end is true.
OUTCOMES = {
    "licensed": ("signed", "pilot", "incubation"),
    "incubated": ("incubation",),
    "stopped_after_pilot": ("pilot",),
    "completed": ("signed", "pilot", "incubation"),
}


@dataclass(frozen=True)
class DealFacts:
    """What the guards look at, read at the moment of the step."""

    state: str = "lead"
    supplier_verified: bool = False
    buyer_verified: bool = False
    broker_assigned: bool = False
    broker_declared: bool = False
    has_next_action: bool = False
    bypass_open: bool = False
    value_known: bool = False
    supplier_contact: bool = False
    buyer_contact: bool = False
    has_agreement: bool = False
    agreement_dated: bool = False
    outcome: str | None = None
    loss_code: str | None = None
    loss_note: str | None = None
    loss_needs_note: bool = False
    item_available: bool = True


@dataclass(frozen=True)
class Requirement:
    """One line of a stage gate: its name, who can meet it, where, and the sentence when it is missing."""

    code: str
    label: Any
    responsible: str
    place: str
    missing: Any
    met: Callable[[DealFacts], bool]

    def __call__(self, facts: DealFacts) -> Any:
        return None if self.met(facts) else self.missing


SUPPLIER_VERIFIED = Requirement(
    "supplier_verified", l_("Supplier verified"), "supplier", "parties",
    l_("The supplier must be verified by the centre."), lambda facts: facts.supplier_verified,
)  # fmt: skip
BUYER_VERIFIED = Requirement(
    "buyer_verified", l_("Buyer verified"), "buyer", "parties",
    l_("The buyer must be verified by the centre."), lambda facts: facts.buyer_verified,
)  # fmt: skip
BROKER_ASSIGNED = Requirement(
    "broker_assigned", l_("Broker assigned"), "centre", "parties",
    l_("A broker must be assigned."), lambda facts: facts.broker_assigned,
)  # fmt: skip
BROKER_DECLARED = Requirement(
    "broker_declared", l_("Conflict of interest declared"), "broker", "declaration",
    l_("The broker must declare whether there is a conflict of interest."), lambda facts: facts.broker_declared,
)  # fmt: skip
NEXT_ACTION = Requirement(
    "next_action", l_("Next action planned"), "broker", "next",
    l_("A next action with a date must be set."), lambda facts: facts.has_next_action,
)  # fmt: skip
NO_BYPASS = Requirement(
    "bypass", l_("Earlier introduction reviewed"), "centre", "introduction",
    l_("A broker introduced the same parties to the same item before; the centre must review this first."),
    lambda facts: not facts.bypass_open,
)  # fmt: skip
VALUE_KNOWN = Requirement(
    "value", l_("Value band, or why there is none"), "broker", "details",
    l_("Enter a value band, or say why it cannot be given yet."), lambda facts: facts.value_known,
)  # fmt: skip
SUPPLIER_CONTACT = Requirement(
    "supplier_contact", l_("Contact person of the supplier"), "supplier", "parties",
    l_("Name the contact person of the supplier."), lambda facts: facts.supplier_contact,
)  # fmt: skip
BUYER_CONTACT = Requirement(
    "buyer_contact", l_("Contact person of the buyer"), "buyer", "parties",
    l_("Name the contact person of the buyer."), lambda facts: facts.buyer_contact,
)  # fmt: skip
AGREEMENT = Requirement(
    "agreement", l_("Signed agreement"), "broker", "documents",
    l_("Upload the signed agreement."), lambda facts: facts.has_agreement,
)  # fmt: skip
AGREEMENT_DATED = Requirement(
    "agreement_date", l_("Date of signature"), "broker", "documents",
    l_("Enter the date on which the agreement was signed."), lambda facts: facts.agreement_dated,
)  # fmt: skip
OUTCOME = Requirement(
    "outcome", l_("Outcome"), "broker", "gate",
    l_("Choose an outcome that fits the present stage."),
    lambda facts: facts.state in OUTCOMES.get(facts.outcome or "", ()),
)  # fmt: skip
LOSS_CODED = Requirement(
    "loss_code", l_("Reason for the loss"), "broker", "gate",
    l_("Choose the reason for which the deal was lost."), lambda facts: bool(facts.loss_code),
)  # fmt: skip
LOSS_EXPLAINED = Requirement(
    "loss_note", l_("Explanation"), "broker", "gate",
    l_("Explain the other reason in a line."), lambda facts: bool(facts.loss_note) or not facts.loss_needs_note,
)  # fmt: skip

ITEM_AVAILABLE = Requirement(
    "item", l_("Listing or need still open"), "centre", "snapshot",
    l_("The listing or need is no longer open to new deals."), lambda facts: facts.item_available,
)  # fmt: skip

_DESK = frozenset({"broker", "reviewer", "centre_lead"})
_LEAD_STAFF = frozenset({"reviewer", "centre_lead"})
_PATHWAY = frozenset({"pathway"})  # only the verbs that pilots and incubation call hold this relation

DEAL_MACHINE = Machine(
    name="deal",
    states=(*STAGES, "lost"),
    initial="lead",
    final=frozenset({"closed"}),
    transitions=(
        Transition(
            "screen", ("lead",), "screened", _DESK,
            (SUPPLIER_VERIFIED, BUYER_VERIFIED, BROKER_ASSIGNED, BROKER_DECLARED, NEXT_ACTION, NO_BYPASS),
        ),
        Transition(
            "negotiate", ("screened",), "negotiating", _DESK,
            (BROKER_DECLARED, NEXT_ACTION, VALUE_KNOWN, SUPPLIER_CONTACT, BUYER_CONTACT),
        ),
        Transition("sign", ("negotiating",), "signed", _DESK, (BROKER_DECLARED, AGREEMENT, AGREEMENT_DATED)),
        # A pilot may be repeated and a case follow another: the stage is entered once, each entry is recorded.
        Transition("enter_pilot", ("signed", "pilot"), "pilot", _PATHWAY),
        Transition("enter_incubation", ("signed", "pilot", "incubation"), "incubation", _PATHWAY),
        Transition("close", ("signed", "pilot", "incubation"), "closed", _DESK | _PATHWAY, (OUTCOME,)),
        Transition("lose", OPEN, "lost", _DESK, (LOSS_CODED, LOSS_EXPLAINED)),
        # What was true before may not be true now, so a reopened deal passes every gate again.
        Transition("reopen", ("lost",), "lead", _LEAD_STAFF, (ITEM_AVAILABLE,), needs_reason=True),
        # From the pilot on, another noun holds the record of what happened; a step back would contradict it.
        Transition("step_back", ("screened",), "lead", _DESK, needs_reason=True),
        Transition("step_back", ("negotiating",), "screened", _DESK, needs_reason=True),
        Transition("step_back", ("signed",), "negotiating", _DESK, needs_reason=True),
    ),
)  # fmt: skip
